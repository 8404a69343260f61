import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs that have used up their tries. */
export class DeadLetters1763800093000 implements MigrationInterface {
  readonly name = 'DeadLetters1763800093000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE dead_letters (
         id uuid NOT NULL,
         queue text NOT NULL,
         name text NOT NULL,
         job_id text NOT NULL,
         event_id uuid NOT NULL,
         request_id text NOT NULL,
         payload jsonb NOT NULL,
         attempts integer NOT NULL,
         error text NOT NULL,
         stack text,
         status text NOT NULL DEFAULT 'open',
         failed_at timestamptz(3) NOT NULL,
         settled_at timestamptz(3),
         CONSTRAINT dead_letters_pkey PRIMARY KEY (id),
         CONSTRAINT dead_letters_queue_job_id_key UNIQUE (queue, job_id),
         CONSTRAINT dead_letters_status_check CHECK (status IN ('open', 'retried', 'discarded')),
         CONSTRAINT dead_letters_settled_check CHECK ((status = 'open') = (settled_at IS NULL))
       )`,
    );
    await runner.query('CREATE INDEX dead_letters_status_failed_at ON dead_letters (status, failed_at, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE dead_letters');
  }
}
