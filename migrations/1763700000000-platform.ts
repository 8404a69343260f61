import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the platform itself keeps: the outbox with its one rising number, the inbox, idempotency keys. */
export class Platform1763700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SEQUENCE outbox_seq AS bigint');
    await runner.query(`
      CREATE TABLE outbox (
        seq bigint NOT NULL,
        event_id uuid NOT NULL,
        name text NOT NULL,
        stream_id uuid,
        prev bigint,
        resource_type text NOT NULL,
        resource_id uuid NOT NULL,
        resource_version integer,
        actor_id uuid,
        payload json NOT NULL,
        changes json,
        request_id text,
        occurred_at timestamptz(3) NOT NULL DEFAULT now(),
        delivered_at timestamptz(3),
        failed_at timestamptz(3),
        CONSTRAINT outbox_pkey PRIMARY KEY (seq)
      )`);
    await runner.query(
      'CREATE INDEX outbox_undelivered ON outbox (seq) WHERE delivered_at IS NULL AND failed_at IS NULL',
    );
    await runner.query('CREATE INDEX outbox_stream ON outbox (stream_id, seq)');
    await runner.query(`
      CREATE TABLE inbox (
        consumer text NOT NULL,
        event_id uuid NOT NULL,
        handled_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT inbox_pkey PRIMARY KEY (consumer, event_id)
      )`);
    await runner.query('CREATE INDEX inbox_handled_at ON inbox (handled_at)');
    await runner.query(`
      CREATE TABLE idempotency_keys (
        caller_id uuid NOT NULL,
        fingerprint bytea NOT NULL,
        body_hash bytea NOT NULL,
        status smallint NOT NULL,
        headers jsonb NOT NULL,
        body text,
        resource_id text,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT idempotency_keys_pkey PRIMARY KEY (caller_id, fingerprint)
      )`);
    await runner.query('CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency_keys');
    await runner.query('DROP TABLE inbox');
    await runner.query('DROP TABLE outbox');
    await runner.query('DROP SEQUENCE outbox_seq');
  }
}
