import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sign-in by outside providers: whom an identity belongs to, and the sign-ins that are under way. */
export class OAuth1763800050000 implements MigrationInterface {
  readonly name = 'OAuth1763800050000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE oauth_flows');
    await runner.query('DROP TABLE outside_identities');
  }
}

const statements = [
  `CREATE TABLE outside_identities (
     id uuid NOT NULL,
     user_id uuid NOT NULL,
     provider text NOT NULL,
     issuer text NOT NULL,
     subject text NOT NULL,
     email text,
     email_verified boolean NOT NULL DEFAULT false,
     display_name text,
     linked_at timestamptz(3) NOT NULL DEFAULT now(),
     last_used_at timestamptz(3),
     CONSTRAINT outside_identities_pkey PRIMARY KEY (id),
     CONSTRAINT outside_identities_subject_key UNIQUE (provider, issuer, subject),
     CONSTRAINT outside_identities_provider_check CHECK (provider IN ('google', 'github', 'microsoft')),
     CONSTRAINT outside_identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX outside_identities_user_id_linked_at ON outside_identities (user_id, linked_at)`,
  `CREATE TABLE oauth_flows (
     id uuid NOT NULL,
     provider text NOT NULL,
     purpose text NOT NULL,
     user_id uuid,
     redirect_uri text NOT NULL,
     client_state text,
     code_challenge text,
     browser_hash bytea,
     browser_required boolean NOT NULL DEFAULT false,
     expires_at timestamptz(3) NOT NULL,
     state_used_at timestamptz(3),
     identity jsonb,
     code_expires_at timestamptz(3),
     code_used_at timestamptz(3),
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT oauth_flows_pkey PRIMARY KEY (id),
     CONSTRAINT oauth_flows_provider_check CHECK (provider IN ('google', 'github', 'microsoft')),
     CONSTRAINT oauth_flows_purpose_check CHECK (purpose IN ('sign-in', 'link') AND (purpose = 'link') = (user_id IS NOT NULL)),
     CONSTRAINT oauth_flows_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX oauth_flows_expires_at ON oauth_flows (expires_at)`,
];
