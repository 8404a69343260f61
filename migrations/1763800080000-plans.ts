import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Plans, whom they are shared with, and which activities their steps were written as (spec: planning.md, "Plans"). */
export class Plans1763800080000 implements MigrationInterface {
  readonly name = 'Plans1763800080000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...plans, ...applications]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX outbox_plans`);
    for (const table of ['plan_activities', 'plan_applications', 'plan_members', 'plans']) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}

const plans = [
  // `json`, not `jsonb`: steps are written and read whole, and come back as they were written.
  `CREATE TABLE plans (
     id uuid NOT NULL,
     owner_id uuid,
     team_id uuid,
     title text NOT NULL,
     description text,
     starts_at timestamptz(3) NOT NULL,
     deadline timestamptz(3),
     status text NOT NULL DEFAULT 'draft',
     calendar jsonb NOT NULL,
     steps json NOT NULL DEFAULT '[]',
     steps_count integer NOT NULL DEFAULT 0,
     version integer NOT NULL DEFAULT 1,
     last_seq bigint,
     prev_seq bigint,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     updated_at timestamptz(3) NOT NULL DEFAULT now(),
     deleted_at timestamptz(3),
     CONSTRAINT plans_pkey PRIMARY KEY (id),
     CONSTRAINT plans_status_check CHECK (status IN ('draft', 'active', 'done')),
     CONSTRAINT plans_one_owner CHECK (num_nonnulls(owner_id, team_id) = 1),
     CONSTRAINT plans_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id)
   )`,
  `CREATE INDEX plans_owner ON plans (owner_id)`,
  `CREATE INDEX plans_team ON plans (team_id) WHERE team_id IS NOT NULL`,
  `CREATE INDEX plans_deleted ON plans (deleted_at) WHERE deleted_at IS NOT NULL`,
  `CREATE TABLE plan_members (
     plan_id uuid NOT NULL,
     user_id uuid NOT NULL,
     role text NOT NULL,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT plan_members_pkey PRIMARY KEY (plan_id, user_id),
     CONSTRAINT plan_members_role_check CHECK (role IN ('viewer', 'editor', 'admin')),
     CONSTRAINT plan_members_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plans (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX plan_members_user ON plan_members (user_id, plan_id)`,
  `CREATE INDEX outbox_plans ON outbox (stream_id) WHERE resource_type = 'plan'`,
];

const applications = [
  `CREATE TABLE plan_applications (
     plan_id uuid NOT NULL,
     planner_id uuid NOT NULL,
     section_id uuid NOT NULL,
     applied_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT plan_applications_pkey PRIMARY KEY (plan_id, planner_id),
     CONSTRAINT plan_applications_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plans (id) ON DELETE CASCADE,
     CONSTRAINT plan_applications_planner_id_fkey FOREIGN KEY (planner_id) REFERENCES planners (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX plan_applications_planner ON plan_applications (planner_id)`,
  `CREATE TABLE plan_activities (
     plan_id uuid NOT NULL,
     planner_id uuid NOT NULL,
     step_id text COLLATE "C" NOT NULL,
     activity_id uuid NOT NULL,
     dropped boolean NOT NULL DEFAULT false,
     CONSTRAINT plan_activities_pkey PRIMARY KEY (plan_id, planner_id, step_id),
     CONSTRAINT plan_activities_application_fkey FOREIGN KEY (plan_id, planner_id)
       REFERENCES plan_applications (plan_id, planner_id) ON DELETE CASCADE,
     CONSTRAINT plan_activities_activity_id_fkey FOREIGN KEY (activity_id) REFERENCES activities (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX plan_activities_activity ON plan_activities (activity_id)`,
];
