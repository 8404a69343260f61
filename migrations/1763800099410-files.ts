import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files that people keep, what they take of everybody's storage, and files on activities (spec: exports-files.md). */
export class Files1763800099410 implements MigrationInterface {
  readonly name = 'Files1763800099410';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE storage_usage (
         user_id uuid NOT NULL,
         used bigint NOT NULL DEFAULT 0,
         CONSTRAINT storage_usage_pkey PRIMARY KEY (user_id),
         CONSTRAINT storage_usage_used_check CHECK (used >= 0)
       )`,
    );
    await runner.query(
      `CREATE TABLE files (
         id uuid NOT NULL,
         user_id uuid NOT NULL,
         name text NOT NULL,
         type text NOT NULL,
         size bigint NOT NULL,
         status text NOT NULL,
         object text NOT NULL,
         sha256 text,
         width integer,
         height integer,
         expires_at timestamptz(3),
         created_at timestamptz(3) NOT NULL DEFAULT now(),
         CONSTRAINT files_pkey PRIMARY KEY (id),
         CONSTRAINT files_object UNIQUE (object),
         CONSTRAINT files_status_check CHECK (status IN ('pending', 'ready')),
         CONSTRAINT files_expires_check CHECK ((status = 'pending') = (expires_at IS NOT NULL)),
         CONSTRAINT files_size_check CHECK (size >= 0)
       )`,
    );
    await runner.query('CREATE INDEX files_user ON files (user_id, created_at, id)');
    await runner.query(`CREATE INDEX files_expires ON files (expires_at) WHERE status = 'pending'`);
    await runner.query(countFunction);
    await runner.query(
      `CREATE TRIGGER files_count AFTER INSERT OR DELETE OR UPDATE OF size, user_id ON files
         FOR EACH ROW EXECUTE FUNCTION files_count()`,
    );
    await runner.query(`ALTER TABLE activities ADD COLUMN attachments jsonb NOT NULL DEFAULT '[]'`);
    await runner.query(
      `CREATE INDEX activities_attachments ON activities USING gin (attachments jsonb_path_ops)
        WHERE attachments <> '[]'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE activities DROP COLUMN attachments');
    await runner.query('DROP TABLE files');
    await runner.query('DROP FUNCTION files_count');
    await runner.query('DROP TABLE storage_usage');
  }
}

/** The sum is kept where the rows are: whatever adds or removes one, it is right when the transaction commits. */
const countFunction = `
  CREATE FUNCTION files_count() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF TG_OP <> 'INSERT' THEN
       UPDATE storage_usage SET used = used - OLD.size WHERE user_id = OLD.user_id;
     END IF;
     IF TG_OP <> 'DELETE' THEN
       INSERT INTO storage_usage (user_id, used) VALUES (NEW.user_id, NEW.size)
         ON CONFLICT (user_id) DO UPDATE SET used = storage_usage.used + excluded.used;
     END IF;
     RETURN NULL;
   END $$`;
