import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Accounts, sessions, roles, mailed tokens, and what sign-in counts. Written by hand; the entities of
 * libs/identity say the same (the drift check holds them together).
 */
export class Identity1763700001000 implements MigrationInterface {
  readonly name = 'Identity1763700001000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...accounts, ...sessions, ...signIn, seedSystemRoles])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`DROP TABLE ${table}`);
  }
}

const accounts = [
  `CREATE TABLE users (
     id uuid NOT NULL,
     email text NOT NULL,
     email_lower text NOT NULL,
     email_verified boolean NOT NULL DEFAULT false,
     email_verified_at timestamptz(3),
     password_hash text,
     password_changed_at timestamptz(3),
     display_name text,
     username text,
     username_lower text,
     photo_url text,
     phone_number text,
     bio text,
     status text NOT NULL DEFAULT 'active',
     tier text NOT NULL DEFAULT 'free',
     preferences jsonb NOT NULL DEFAULT '{}',
     created_from text NOT NULL DEFAULT 'api',
     terms_accepted_at timestamptz(3),
     terms_version text,
     last_login_at timestamptz(3),
     last_seen_at timestamptz(3),
     version integer NOT NULL DEFAULT 1,
     authz_version bigint NOT NULL DEFAULT 1,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     updated_at timestamptz(3) NOT NULL DEFAULT now(),
     deleted_at timestamptz(3),
     CONSTRAINT users_pkey PRIMARY KEY (id),
     CONSTRAINT users_email_lower_key UNIQUE (email_lower),
     CONSTRAINT users_username_lower_key UNIQUE (username_lower),
     CONSTRAINT users_status_check CHECK (status IN ('active', 'suspended', 'deleted')),
     CONSTRAINT users_tier_check CHECK (tier IN ('free', 'premium', 'enterprise')),
     CONSTRAINT users_created_from_check CHECK (created_from IN ('web', 'mobile', 'api'))
   )`,
  `CREATE TABLE roles (
     id uuid NOT NULL,
     name text NOT NULL,
     description text NOT NULL DEFAULT '',
     system boolean NOT NULL DEFAULT false,
     permissions text[] NOT NULL DEFAULT '{}',
     version integer NOT NULL DEFAULT 1,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     updated_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT roles_pkey PRIMARY KEY (id),
     CONSTRAINT roles_name_key UNIQUE (name)
   )`,
  `CREATE TABLE user_roles (
     user_id uuid NOT NULL,
     role_id uuid NOT NULL,
     granted_by uuid,
     granted_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT user_roles_pkey PRIMARY KEY (user_id, role_id),
     CONSTRAINT user_roles_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
     CONSTRAINT user_roles_role_id_fkey FOREIGN KEY (role_id) REFERENCES roles (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX user_roles_role_id ON user_roles (role_id)`,
  `CREATE TABLE mailed_tokens (
     id uuid NOT NULL,
     user_id uuid NOT NULL,
     purpose text NOT NULL,
     email_lower text NOT NULL,
     expires_at timestamptz(3) NOT NULL,
     used_at timestamptz(3),
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT mailed_tokens_pkey PRIMARY KEY (id),
     CONSTRAINT mailed_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX mailed_tokens_user_id_purpose ON mailed_tokens (user_id, purpose)`,
  `CREATE INDEX mailed_tokens_expires_at ON mailed_tokens (expires_at)`,
  `CREATE TABLE mail_quotas (
     key text NOT NULL,
     window_started_at timestamptz(3) NOT NULL DEFAULT now(),
     count integer NOT NULL DEFAULT 1,
     CONSTRAINT mail_quotas_pkey PRIMARY KEY (key)
   )`,
  `CREATE INDEX mail_quotas_window_started_at ON mail_quotas (window_started_at)`,
];

const sessions = [
  `CREATE TABLE sessions (
     id uuid NOT NULL,
     user_id uuid NOT NULL,
     method text NOT NULL,
     user_agent text,
     ip text,
     generation integer NOT NULL DEFAULT 1,
     proved_at timestamptz(3) NOT NULL DEFAULT now(),
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     last_seen_at timestamptz(3) NOT NULL DEFAULT now(),
     expires_at timestamptz(3) NOT NULL,
     absolute_expires_at timestamptz(3) NOT NULL,
     revoked_at timestamptz(3),
     revoked_reason text,
     authz_version bigint NOT NULL DEFAULT 1,
     CONSTRAINT sessions_pkey PRIMARY KEY (id),
     CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX sessions_user_id_last_seen_at ON sessions (user_id, last_seen_at)`,
  `CREATE INDEX sessions_expires_at ON sessions (expires_at)`,
  `CREATE TABLE refresh_tokens (
     session_id uuid NOT NULL,
     generation integer NOT NULL,
     token_hash bytea NOT NULL,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     spent_at timestamptz(3),
     CONSTRAINT refresh_tokens_pkey PRIMARY KEY (session_id, generation),
     CONSTRAINT refresh_tokens_token_hash_key UNIQUE (token_hash),
     CONSTRAINT refresh_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE
   )`,
];

const signIn = [
  `CREATE TABLE known_devices (
     id uuid NOT NULL,
     user_id uuid NOT NULL,
     token_hash bytea NOT NULL,
     user_agent text,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     last_used_at timestamptz(3) NOT NULL DEFAULT now(),
     trusted_until timestamptz(3),
     CONSTRAINT known_devices_pkey PRIMARY KEY (id),
     CONSTRAINT known_devices_token_hash_key UNIQUE (token_hash),
     CONSTRAINT known_devices_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX known_devices_user_id_last_used_at ON known_devices (user_id, last_used_at)`,
  `CREATE INDEX known_devices_last_used_at ON known_devices (last_used_at)`,
  `CREATE TABLE sign_in_guards (
     key text NOT NULL,
     failures integer NOT NULL DEFAULT 0,
     pending integer NOT NULL DEFAULT 0,
     pending_until timestamptz(3),
     window_ends_at timestamptz(3),
     updated_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT sign_in_guards_pkey PRIMARY KEY (key)
   )`,
  `CREATE INDEX sign_in_guards_updated_at ON sign_in_guards (updated_at)`,
  `CREATE TABLE login_attempts (
     id uuid NOT NULL,
     user_id uuid,
     success boolean NOT NULL,
     reason text,
     method text NOT NULL,
     ip text,
     user_agent text,
     at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT login_attempts_pkey PRIMARY KEY (id),
     CONSTRAINT login_attempts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX login_attempts_user_id_at ON login_attempts (user_id, at)`,
  `CREATE INDEX login_attempts_at ON login_attempts (at)`,
];

/** The system roles as spec/identity.md names them; a test holds them and libs/contracts together. */
const seedSystemRoles = `
  WITH own AS (
    SELECT array_agg(verb || ':own-' || resource) AS grants
      FROM unnest(ARRAY['planners', 'profile', 'activities', 'events', 'projects', 'plans', 'templates']) AS resource,
           unnest(ARRAY['read', 'write']) AS verb
  ), bought AS (
    SELECT ARRAY['create:unlimited-planners', 'share:planners', 'export:planners', 'use:ai-features'] AS premium,
           ARRAY['create:team-planners', 'manage:team-members', 'access:advanced-analytics',
                 'integrate:external-services'] AS enterprise
  )
  INSERT INTO roles (id, name, description, system, permissions)
  SELECT role.id::uuid, role.name, role.description, true, role.permissions
    FROM own, bought, LATERAL (VALUES
      ('01936b00-0000-7000-8000-000000000001', 'free', 'What every account may do.', own.grants),
      ('01936b00-0000-7000-8000-000000000002', 'premium', 'Comes with the tier premium.', own.grants || bought.premium),
      ('01936b00-0000-7000-8000-000000000003', 'enterprise', 'Comes with the tier enterprise.',
       own.grants || bought.premium || bought.enterprise),
      ('01936b00-0000-7000-8000-000000000004', 'admin', 'May do everything.', ARRAY['*:*'])
    ) AS role (id, name, description, permissions)`;

const tables = [
  'login_attempts',
  'sign_in_guards',
  'known_devices',
  'refresh_tokens',
  'sessions',
  'mail_quotas',
  'mailed_tokens',
  'user_roles',
  'roles',
  'users',
];
