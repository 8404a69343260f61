import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Jobs know whether the request that asked for them waits for their end, and whether it was answered with it: whoever
 * has what was made is not told that it is ready (docs/adr/0131-who-has-it-is-not-told.md). That it was answered is no
 * change of the job: nobody who follows it hears of it.
 */
export class AwaitedJobs1763800111000 implements MigrationInterface {
  readonly name = 'AwaitedJobs1763800111000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE jobs ADD COLUMN awaited_until timestamptz(3), ADD COLUMN answered boolean NOT NULL DEFAULT false`,
    );
    await runner.query('DROP TRIGGER jobs_take_steps ON jobs');
    await runner.query(
      `CREATE TRIGGER jobs_take_steps BEFORE UPDATE ON jobs FOR EACH ROW
         WHEN (OLD.answered = NEW.answered OR OLD.status <> NEW.status) EXECUTE FUNCTION jobs_take_step()`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER jobs_take_steps ON jobs');
    await runner.query(
      'CREATE TRIGGER jobs_take_steps BEFORE UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION jobs_take_step()',
    );
    await runner.query('ALTER TABLE jobs DROP COLUMN awaited_until, DROP COLUMN answered');
  }
}
