import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What it takes to find out that Redis has lost jobs, and which: how many batches have been relayed, and what was left
 * to do in each queue when it was looked at last.
 */
export class QueueCheckpoints1763800120000 implements MigrationInterface {
  readonly name = 'QueueCheckpoints1763800120000';

  async up(runner: QueryRunner): Promise<void> {
    // From 1, so that a mark that is missing in Redis is noticed before the first batch is counted, too.
    await runner.query('ALTER TABLE outbox_cursor ADD COLUMN batches bigint NOT NULL DEFAULT 1');
    await runner.query(`
      CREATE TABLE queue_checkpoints (
        queue text NOT NULL,
        delivered int8multirange NOT NULL,
        open_events uuid[] NOT NULL,
        taken_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT queue_checkpoints_pkey PRIMARY KEY (queue)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE queue_checkpoints');
    await runner.query('ALTER TABLE outbox_cursor DROP COLUMN batches');
  }
}
