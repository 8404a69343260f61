import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Share links of planners, invitations that name an account, and indexes for public planners. */
export class Sharing1763800082000 implements MigrationInterface {
  readonly name = 'Sharing1763800082000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...invitations, ...links, ...open]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of back) await runner.query(statement);
  }
}

const invitations = [
  `ALTER TABLE invitations ADD COLUMN user_id uuid`,
  `ALTER TABLE invitations ADD CONSTRAINT invitations_user_id_fkey
     FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE`,
  `CREATE INDEX invitations_user ON invitations (user_id) WHERE user_id IS NOT NULL`,
];

const links = [
  `CREATE TABLE share_links (
     id uuid NOT NULL,
     planner_id uuid NOT NULL,
     token_hash bytea NOT NULL,
     sealed_token text NOT NULL,
     password_hash text,
     expires_at timestamptz(3),
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT share_links_pkey PRIMARY KEY (id),
     CONSTRAINT share_links_planner_id_fkey FOREIGN KEY (planner_id) REFERENCES planners (id) ON DELETE CASCADE
   )`,
  `CREATE UNIQUE INDEX share_links_planner ON share_links (planner_id)`,
  `CREATE UNIQUE INDEX share_links_token ON share_links (token_hash)`,
  // Every access updates one of a link's rows: room on the page keeps those updates off the index.
  `CREATE TABLE share_link_accesses (
     link_id uuid NOT NULL,
     shard smallint NOT NULL,
     count bigint NOT NULL,
     CONSTRAINT share_link_accesses_pkey PRIMARY KEY (link_id, shard),
     CONSTRAINT share_link_accesses_link_id_fkey FOREIGN KEY (link_id) REFERENCES share_links (id) ON DELETE CASCADE
   ) WITH (fillfactor = 50)`,
];

const published = `deleted_at IS NULL AND archived_at IS NULL AND settings @> '{"isPublic": true}'::jsonb`;
const open = [
  `CREATE INDEX planners_public_created ON planners (created_at, id) WHERE ${published}`,
  `CREATE INDEX planners_public_updated ON planners (updated_at, id) WHERE ${published}`,
];

const back = [
  `DROP INDEX planners_public_created`,
  `DROP INDEX planners_public_updated`,
  `DROP TABLE share_link_accesses`,
  `DROP TABLE share_links`,
  `ALTER TABLE invitations DROP COLUMN user_id`,
];
