import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the platform itself keeps: the outbox with its one rising number and the cursor of who relays it, the
 * inbox, idempotency keys. The view names what is committed and not yet relayed, for people and tests.
 */
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
        failed_at timestamptz(3),
        CONSTRAINT outbox_pkey PRIMARY KEY (seq)
      )`);
    await runner.query('CREATE INDEX outbox_stream ON outbox (stream_id, seq)');
    await runner.query(`
      CREATE TABLE outbox_cursor (
        id boolean NOT NULL DEFAULT true,
        delivered int8multirange NOT NULL DEFAULT '{[0,1)}',
        observed_seq bigint NOT NULL DEFAULT 0,
        observed_xid bigint NOT NULL DEFAULT 0,
        CONSTRAINT outbox_cursor_pkey PRIMARY KEY (id),
        CONSTRAINT outbox_cursor_one_row CHECK (id)
      )`);
    await runner.query('INSERT INTO outbox_cursor DEFAULT VALUES');
    await runner.query(`
      CREATE VIEW outbox_waiting AS
        SELECT o.* FROM outbox_cursor c
          CROSS JOIN unnest(int8multirange(int8range(0, NULL)) - c.delivered) AS gap
          JOIN outbox o ON o.seq >= lower(gap) AND o.seq < coalesce(upper(gap), 9223372036854775807)`);
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
    await runner.query('DROP VIEW outbox_waiting');
    await runner.query('DROP TABLE outbox_cursor');
    await runner.query('DROP TABLE outbox');
    await runner.query('DROP SEQUENCE outbox_seq');
  }
}
