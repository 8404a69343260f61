import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People are invited to plans, too. */
export class PlanSharing1763800087000 implements MigrationInterface {
  readonly name = 'PlanSharing1763800087000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(takes("'team', 'planner', 'plan'"));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DELETE FROM invitations WHERE kind = 'plan'");
    await runner.query(takes("'team', 'planner'"));
  }
}

const takes = (kinds: string) => `
  ALTER TABLE invitations
    DROP CONSTRAINT invitations_kind_check,
    ADD CONSTRAINT invitations_kind_check CHECK (kind IN (${kinds}))`;
