import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The audit log: partitioned by month, append-only by triggers, chained by hash. The functions make a month's
 * partition, and let go of one that is past its retention.
 */
export class AuditLog1763800010000 implements MigrationInterface {
  readonly name = 'AuditLog1763800010000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...tables, ...guards, ...partitions]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_log');
    await runner.query('DROP TABLE audit_head');
    for (const name of functions) await runner.query(`DROP FUNCTION ${name}`);
  }
}

const tables = [
  `CREATE TABLE audit_log (
     seq bigint NOT NULL,
     at timestamptz(3) NOT NULL,
     id uuid NOT NULL,
     actor_type text NOT NULL,
     actor_id uuid,
     user_id uuid,
     action text COLLATE "C" NOT NULL,
     resource_type text,
     resource_id uuid,
     outcome text NOT NULL,
     ip text,
     user_agent text,
     request_id text,
     before jsonb,
     after jsonb,
     prev_hash bytea NOT NULL,
     hash bytea NOT NULL,
     CONSTRAINT audit_log_pkey PRIMARY KEY (seq, at),
     CONSTRAINT audit_log_actor_type_check CHECK (actor_type IN ('user', 'apiKey', 'system')),
     CONSTRAINT audit_log_outcome_check CHECK (outcome IN ('success', 'failure'))
   ) PARTITION BY RANGE (at)`,
  `CREATE INDEX audit_log_at ON audit_log (at, seq)`,
  `CREATE INDEX audit_log_actor ON audit_log (actor_id, seq)`,
  `CREATE INDEX audit_log_user ON audit_log (user_id, seq)`,
  `CREATE INDEX audit_log_action ON audit_log (action, seq)`,
  `CREATE INDEX audit_log_resource ON audit_log (resource_id, seq)`,
  `CREATE INDEX audit_log_resource_type ON audit_log (resource_type, seq)`,
  `CREATE INDEX audit_log_failures ON audit_log (seq) WHERE outcome = 'failure'`,
  // One row that every entry updates: room on its page keeps the updates there.
  `CREATE TABLE audit_head (
     id boolean NOT NULL DEFAULT true,
     seq bigint NOT NULL,
     hash bytea NOT NULL,
     at timestamptz(3) NOT NULL DEFAULT now(),
     base_seq bigint NOT NULL,
     base_hash bytea NOT NULL,
     CONSTRAINT audit_head_pkey PRIMARY KEY (id),
     CONSTRAINT audit_head_one_check CHECK (id)
   ) WITH (fillfactor = 10)`,
  `INSERT INTO audit_head (seq, hash, base_seq, base_hash)
   SELECT 0, nothing, 0, nothing FROM (SELECT decode(repeat('00', 32), 'hex') AS nothing) AS genesis`,
];

const guards = [
  `CREATE FUNCTION audit_log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION 'the audit log takes new entries only: % is refused', TG_OP
       USING ERRCODE = 'insufficient_privilege';
   END $$`,
  `CREATE FUNCTION audit_head_forward() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF TG_OP = 'UPDATE' THEN
       IF new.seq >= old.seq AND new.base_seq >= old.base_seq AND new.base_seq <= new.seq
          AND (new.seq > old.seq OR new.hash = old.hash)
          AND (new.base_seq > old.base_seq OR new.base_hash = old.base_hash) THEN
         RETURN new;
       END IF;
     END IF;
     RAISE EXCEPTION 'the head of the audit log only goes forward: % is refused', TG_OP
       USING ERRCODE = 'insufficient_privilege';
   END $$`,
  // Of rows for what reaches a partition by its parent; of statements (below, for each table) for all else.
  `CREATE TRIGGER audit_log_keep_rows BEFORE UPDATE OR DELETE ON audit_log
     FOR EACH ROW EXECUTE FUNCTION audit_log_refuse()`,
  `CREATE TRIGGER audit_head_keep_row BEFORE UPDATE OR DELETE ON audit_head
     FOR EACH ROW EXECUTE FUNCTION audit_head_forward()`,
  `CREATE TRIGGER audit_head_keep_table BEFORE TRUNCATE ON audit_head
     FOR EACH STATEMENT EXECUTE FUNCTION audit_head_forward()`,
  `ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_keep_row`,
  `ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_keep_table`,
  // ALWAYS: a session that calls itself a replica is refused, too.
  `CREATE FUNCTION audit_log_protect(entries regclass) RETURNS void LANGUAGE plpgsql AS $$
   BEGIN
     EXECUTE format('CREATE TRIGGER audit_log_keep_table BEFORE UPDATE OR DELETE OR TRUNCATE ON %s
                       FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse()', entries);
     EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER audit_log_keep_table', entries);
     EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER audit_log_keep_rows', entries);
   END $$`,
];

const partitions = [
  // False where entries of the month lie in the default partition already; there they stay, and are found.
  `CREATE FUNCTION audit_log_add_month(day date) RETURNS boolean LANGUAGE plpgsql AS $$
   DECLARE
     first date := date_trunc('month', day);
     name text := 'audit_log_' || to_char(first, 'YYYY_MM');
   BEGIN
     PERFORM pg_advisory_xact_lock(hashtextextended('audit_log_add_month', 0));
     IF to_regclass(name) IS NOT NULL THEN RETURN true; END IF;
     EXECUTE format('CREATE TABLE %I PARTITION OF audit_log FOR VALUES FROM (%L) TO (%L)', name,
                    to_char(first, 'YYYY-MM-DD "00:00:00+00"'),
                    to_char(first + interval '1 month', 'YYYY-MM-DD "00:00:00+00"'));
     PERFORM audit_log_protect(name::regclass);
     RETURN true;
   EXCEPTION WHEN check_violation THEN RETURN false;
   END $$`,
  `SELECT audit_log_protect('audit_log')`,
  `CREATE TABLE audit_log_default PARTITION OF audit_log DEFAULT`,
  `SELECT audit_log_protect('audit_log_default')`,
  `SELECT audit_log_add_month(((now() AT TIME ZONE 'UTC')::date + make_interval(months => n))::date)
     FROM generate_series(0, 3) AS n`,
];

const functions = [
  'audit_log_add_month(date)',
  'audit_log_protect(regclass)',
  'audit_head_forward()',
  'audit_log_refuse()',
];
