import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Templates (spec: planning.md "Templates"). Those that come with the product have no owner; a seed installs them. */
export class Templates1763800086000 implements MigrationInterface {
  readonly name = 'Templates1763800086000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of templates) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE templates');
  }
}

const seen = `visibility = 'public' AND deleted_at IS NULL`;
const templates = [
  `CREATE TABLE templates (
     id uuid NOT NULL,
     owner_id uuid,
     team_id uuid,
     name text NOT NULL,
     description text,
     category text NOT NULL,
     kind text NOT NULL,
     body jsonb NOT NULL,
     variables text[] NOT NULL DEFAULT '{}',
     tags text[] NOT NULL DEFAULT '{}',
     visibility text NOT NULL DEFAULT 'private',
     usage_count integer NOT NULL DEFAULT 0,
     version integer NOT NULL DEFAULT 1,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     updated_at timestamptz(3) NOT NULL DEFAULT now(),
     deleted_at timestamptz(3),
     CONSTRAINT templates_pkey PRIMARY KEY (id),
     CONSTRAINT templates_kind_check CHECK (kind IN ('planner', 'plan', 'event', 'project')),
     CONSTRAINT templates_visibility_check CHECK (visibility IN ('private', 'team', 'public')),
     CONSTRAINT templates_team_check CHECK ((visibility = 'team') = (team_id IS NOT NULL)),
     CONSTRAINT templates_bundled_check CHECK (owner_id IS NOT NULL OR visibility = 'public'),
     CONSTRAINT templates_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id)
   )`,
  `CREATE INDEX templates_owner ON templates (owner_id, created_at, id)`,
  `CREATE INDEX templates_team ON templates (team_id, created_at, id) WHERE team_id IS NOT NULL`,
  `CREATE INDEX templates_public_created ON templates (created_at, id) WHERE ${seen}`,
  `CREATE INDEX templates_public_usage ON templates (usage_count, id) WHERE ${seen}`,
  `CREATE INDEX templates_public_name ON templates (lower(name), id) WHERE ${seen}`,
  `CREATE INDEX templates_public_category ON templates (category, owner_id) WHERE ${seen}`,
  `CREATE INDEX templates_deleted ON templates (deleted_at) WHERE deleted_at IS NOT NULL`,
];
