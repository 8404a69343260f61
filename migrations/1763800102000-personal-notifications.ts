import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notifications that are for the person alone: those of the end of a personal job (spec: background.md "Notifications"). */
export class PersonalNotifications1763800102000 implements MigrationInterface {
  readonly name = 'PersonalNotifications1763800102000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE notifications ADD COLUMN personal boolean NOT NULL DEFAULT false');
    await runner.query(
      `UPDATE notifications n SET personal = true FROM outbox o
        WHERE n.kind = 'job' AND o.event_id = n.event_id AND o.name = 'job.finished'
          AND o.payload ->> 'personal' = 'true'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE notifications DROP COLUMN personal');
  }
}
