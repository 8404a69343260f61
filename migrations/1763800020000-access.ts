import type { MigrationInterface, QueryRunner } from 'typeorm';

/** API keys with their secrets, and roles that grow: an epoch for all of them, and whether one asks for MFA. */
export class Access1763800020000 implements MigrationInterface {
  readonly name = 'Access1763800020000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE roles DROP COLUMN IF EXISTS mfa_required');
    for (const table of ['role_epoch', 'api_key_secrets', 'api_keys'])
      await runner.query(`DROP TABLE ${table}`);
  }
}

const statements = [
  `CREATE TABLE api_keys (
     id uuid NOT NULL,
     user_id uuid NOT NULL,
     name text NOT NULL,
     prefix text NOT NULL,
     permissions text[] NOT NULL,
     allowed_ips text[] NOT NULL DEFAULT '{}',
     expires_at timestamptz(3),
     last_used_at timestamptz(3),
     revoked_at timestamptz(3),
     version integer NOT NULL DEFAULT 1,
     authz_version bigint NOT NULL DEFAULT 1,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     updated_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT api_keys_pkey PRIMARY KEY (id),
     CONSTRAINT api_keys_permissions_check CHECK (cardinality(permissions) > 0),
     CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX api_keys_user_id_created_at ON api_keys (user_id, created_at)`,
  `CREATE INDEX api_keys_created_at ON api_keys (created_at, id)`,
  `CREATE TABLE api_key_secrets (
     token_hash bytea NOT NULL,
     api_key_id uuid NOT NULL,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     valid_until timestamptz(3),
     CONSTRAINT api_key_secrets_pkey PRIMARY KEY (token_hash),
     CONSTRAINT api_key_secrets_api_key_id_fkey FOREIGN KEY (api_key_id) REFERENCES api_keys (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX api_key_secrets_api_key_id ON api_key_secrets (api_key_id)`,
  `CREATE TABLE role_epoch (
     id smallint NOT NULL DEFAULT 1,
     epoch bigint NOT NULL DEFAULT 1,
     CONSTRAINT role_epoch_pkey PRIMARY KEY (id),
     CONSTRAINT role_epoch_id_check CHECK (id = 1)
   )`,
  `INSERT INTO role_epoch DEFAULT VALUES`,
  `ALTER TABLE roles ADD COLUMN mfa_required boolean NOT NULL DEFAULT false`,
];
