import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Events that call somebody by name: whoever purges a person read all events to find them. */
export class OutboxPeople1763800117000 implements MigrationInterface {
  readonly name = 'OutboxPeople1763800117000';
  /** Built while others write, which no transaction can; what a try that broke off has left is taken away first. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS outbox_people');
    await runner.query(
      // Tested by the name first: nearly no event comes as far as its payload.
      `CREATE INDEX CONCURRENTLY outbox_people ON outbox ((payload -> 'user' ->> 'id'))
         WHERE name IN ('collaborator.joined', 'collaborator.updated', 'collaborator.left',
                        'plan.member-joined', 'plan.member-updated', 'plan.member-left')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX outbox_people');
  }
}
