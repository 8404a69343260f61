import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Second factors, passkeys, and sign-ins that wait for them. */
export class Mfa1763800040000 implements MigrationInterface {
  readonly name = 'Mfa1763800040000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...secondFactors, ...passkeys, ...columns]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE known_devices DROP COLUMN trusted_at');
    for (const table of tables) await runner.query(`DROP TABLE ${table}`);
  }
}

const secondFactors = [
  `CREATE TABLE mfa_totp (
     user_id uuid NOT NULL,
     secret text NOT NULL,
     confirmed_at timestamptz(3),
     used_steps bigint[] NOT NULL DEFAULT '{}',
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT mfa_totp_pkey PRIMARY KEY (user_id),
     CONSTRAINT mfa_totp_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
   )`,
  `CREATE TABLE mfa_backup_codes (
     user_id uuid NOT NULL,
     code_hash bytea NOT NULL,
     used_at timestamptz(3),
     CONSTRAINT mfa_backup_codes_pkey PRIMARY KEY (user_id, code_hash),
     CONSTRAINT mfa_backup_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
   )`,
  `CREATE TABLE mfa_challenges (
     token_hash bytea NOT NULL,
     user_id uuid NOT NULL,
     method text NOT NULL,
     tries integer NOT NULL DEFAULT 0,
     expires_at timestamptz(3) NOT NULL,
     used_at timestamptz(3),
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT mfa_challenges_pkey PRIMARY KEY (token_hash),
     CONSTRAINT mfa_challenges_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX mfa_challenges_user_id ON mfa_challenges (user_id)`,
  `CREATE INDEX mfa_challenges_expires_at ON mfa_challenges (expires_at)`,
];

const passkeys = [
  `CREATE TABLE passkeys (
     id uuid NOT NULL,
     user_id uuid NOT NULL,
     credential_id text NOT NULL,
     public_key bytea NOT NULL,
     counter bigint NOT NULL DEFAULT 0,
     transports text[] NOT NULL DEFAULT '{}',
     name text NOT NULL,
     aaguid uuid NOT NULL,
     backed_up boolean NOT NULL DEFAULT false,
     last_used_at timestamptz(3),
     version integer NOT NULL DEFAULT 1,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT passkeys_pkey PRIMARY KEY (id),
     CONSTRAINT passkeys_credential_id_key UNIQUE (credential_id),
     CONSTRAINT passkeys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX passkeys_user_id_created_at ON passkeys (user_id, created_at)`,
  `CREATE TABLE webauthn_challenges (
     id uuid NOT NULL,
     purpose text NOT NULL,
     challenge text NOT NULL,
     user_id uuid,
     expires_at timestamptz(3) NOT NULL,
     CONSTRAINT webauthn_challenges_pkey PRIMARY KEY (id),
     CONSTRAINT webauthn_challenges_purpose_check
       CHECK (purpose IN ('register', 'sign-in', 'second-factor', 'proof')),
     CONSTRAINT webauthn_challenges_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX webauthn_challenges_user_id ON webauthn_challenges (user_id)`,
  `CREATE INDEX webauthn_challenges_expires_at ON webauthn_challenges (expires_at)`,
];

const columns = [
  `ALTER TABLE known_devices ADD COLUMN trusted_at timestamptz(3)`,
  `ALTER TABLE roles ADD COLUMN IF NOT EXISTS mfa_required boolean NOT NULL DEFAULT false`,
];

const tables = ['webauthn_challenges', 'passkeys', 'mfa_challenges', 'mfa_backup_codes', 'mfa_totp'];
