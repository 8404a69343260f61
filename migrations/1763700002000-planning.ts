import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Planners with their members and counts, sections, activities (spec: planning.md). */
export class Planning1763700002000 implements MigrationInterface {
  readonly name = 'Planning1763700002000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...planners, ...sections, ...activities]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['activities', 'sections', 'planner_stats', 'planner_members', 'planners']) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}

const planners = [
  `CREATE TABLE planners (
     id uuid NOT NULL,
     owner_id uuid NOT NULL,
     team_id uuid,
     title text NOT NULL,
     description text,
     color text,
     icon text,
     cover_image text,
     tags text[] NOT NULL DEFAULT '{}',
     settings jsonb NOT NULL DEFAULT '{}',
     archived_at timestamptz(3),
     version integer NOT NULL DEFAULT 1,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     updated_at timestamptz(3) NOT NULL DEFAULT now(),
     deleted_at timestamptz(3),
     CONSTRAINT planners_pkey PRIMARY KEY (id)
   )`,
  `CREATE INDEX planners_owner ON planners (owner_id)`,
  `CREATE INDEX planners_owner_created ON planners (owner_id, created_at, id)
     WHERE deleted_at IS NULL AND archived_at IS NULL`,
  `CREATE INDEX planners_owner_updated ON planners (owner_id, updated_at, id)
     WHERE deleted_at IS NULL AND archived_at IS NULL`,
  `CREATE INDEX planners_team ON planners (team_id) WHERE team_id IS NOT NULL`,
  `CREATE INDEX planners_deleted ON planners (deleted_at) WHERE deleted_at IS NOT NULL`,
  `CREATE TABLE planner_members (
     planner_id uuid NOT NULL,
     user_id uuid NOT NULL,
     role text NOT NULL,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT planner_members_pkey PRIMARY KEY (planner_id, user_id),
     CONSTRAINT planner_members_role_check CHECK (role IN ('viewer', 'editor', 'admin')),
     CONSTRAINT planner_members_planner_id_fkey FOREIGN KEY (planner_id) REFERENCES planners (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX planner_members_user ON planner_members (user_id, planner_id)`,
  // One row is updated by every write in its planner: room on the page keeps those updates off the index.
  `CREATE TABLE planner_stats (
     planner_id uuid NOT NULL,
     sections_count integer NOT NULL DEFAULT 0,
     activities_count integer NOT NULL DEFAULT 0,
     completed_count integer NOT NULL DEFAULT 0,
     last_activity_at timestamptz(3),
     tick bigint NOT NULL DEFAULT 0,
     structure integer NOT NULL DEFAULT 0,
     last_seq bigint,
     prev_seq bigint,
     CONSTRAINT planner_stats_pkey PRIMARY KEY (planner_id),
     CONSTRAINT planner_stats_planner_id_fkey FOREIGN KEY (planner_id) REFERENCES planners (id) ON DELETE CASCADE
   ) WITH (fillfactor = 50)`,
];

const sections = [
  `CREATE TABLE sections (
     id uuid NOT NULL,
     planner_id uuid NOT NULL,
     title text NOT NULL,
     description text,
     type text NOT NULL DEFAULT 'tasks',
     position text COLLATE "C" NOT NULL,
     settings jsonb NOT NULL DEFAULT '{}',
     version integer NOT NULL DEFAULT 1,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     updated_at timestamptz(3) NOT NULL DEFAULT now(),
     deleted_at timestamptz(3),
     CONSTRAINT sections_pkey PRIMARY KEY (id),
     CONSTRAINT sections_planner_id_id_key UNIQUE (planner_id, id),
     CONSTRAINT sections_type_check CHECK (type IN ('tasks', 'notes', 'goals')),
     CONSTRAINT sections_planner_id_fkey FOREIGN KEY (planner_id) REFERENCES planners (id) ON DELETE CASCADE
   )`,
  `CREATE UNIQUE INDEX sections_position ON sections (planner_id, position) WHERE deleted_at IS NULL`,
  `CREATE INDEX sections_deleted ON sections (deleted_at) WHERE deleted_at IS NOT NULL`,
];

const activities = [
  `CREATE TABLE activities (
     id uuid NOT NULL,
     section_id uuid NOT NULL,
     planner_id uuid NOT NULL,
     user_id uuid NOT NULL,
     title text NOT NULL,
     description text,
     type text NOT NULL DEFAULT 'task',
     status text NOT NULL DEFAULT 'pending',
     priority text NOT NULL DEFAULT 'medium',
     due_date timestamptz(3),
     start_date timestamptz(3),
     end_date timestamptz(3),
     completed_at timestamptz(3),
     tags text[] NOT NULL DEFAULT '{}',
     checklist jsonb NOT NULL DEFAULT '[]',
     metadata jsonb NOT NULL DEFAULT '{}',
     location jsonb,
     position text COLLATE "C" NOT NULL,
     version integer NOT NULL DEFAULT 1,
     updated_by uuid NOT NULL,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     updated_at timestamptz(3) NOT NULL DEFAULT now(),
     deleted_at timestamptz(3),
     deleted_with uuid,
     CONSTRAINT activities_pkey PRIMARY KEY (id),
     CONSTRAINT activities_type_check CHECK (type IN ('task', 'event', 'note', 'goal')),
     CONSTRAINT activities_status_check CHECK (status IN ('pending', 'in-progress', 'completed', 'cancelled')),
     CONSTRAINT activities_priority_check CHECK (priority IN ('low', 'medium', 'high', 'urgent')),
     CONSTRAINT activities_dates_check CHECK (end_date >= start_date),
     CONSTRAINT activities_completed_check CHECK ((status = 'completed') = (completed_at IS NOT NULL)),
     CONSTRAINT activities_section_fkey FOREIGN KEY (planner_id, section_id)
       REFERENCES sections (planner_id, id) ON DELETE CASCADE
   )`,
  `CREATE UNIQUE INDEX activities_position ON activities (section_id, position) WHERE deleted_at IS NULL`,
  `CREATE INDEX activities_planner_created ON activities (planner_id, created_at, id)`,
  `CREATE INDEX activities_planner_due ON activities (planner_id, due_date, id)
     WHERE due_date IS NOT NULL AND deleted_at IS NULL`,
  `CREATE INDEX activities_planner_completed ON activities (planner_id, completed_at)
     WHERE completed_at IS NOT NULL AND deleted_at IS NULL`,
  `CREATE INDEX activities_planner_deleted ON activities (planner_id, deleted_at) WHERE deleted_at IS NOT NULL`,
  `CREATE INDEX activities_deleted ON activities (deleted_at) WHERE deleted_at IS NOT NULL`,
];
