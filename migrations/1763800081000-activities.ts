import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The parts of activities: who works on them, what they wait for, comments, reminders, timers, and the filters that
 * people keep (spec: planning.md, "Activity"). What is shown with every activity stands on its row, or behind a count
 * on its row, so that showing one without parts costs no look into other tables.
 */
export class Activities1763800081000 implements MigrationInterface {
  readonly name = 'Activities1763800081000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...activities, ...comments, ...named, ...reminders, ...timers, ...filters]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of back) await runner.query(statement);
  }
}

const activities = [
  `ALTER TABLE activities
     ADD COLUMN assignees uuid[] NOT NULL DEFAULT '{}',
     ADD COLUMN blocked_by uuid[] NOT NULL DEFAULT '{}',
     ADD COLUMN comments_count integer NOT NULL DEFAULT 0,
     ADD COLUMN reminders_count integer NOT NULL DEFAULT 0,
     ADD COLUMN ai_suggestions jsonb NOT NULL DEFAULT '[]'`,
  `CREATE INDEX activities_assignees ON activities USING gin (assignees) WHERE assignees <> '{}'`,
  // For the views of days: what has ended before them is never looked at.
  `CREATE INDEX activities_planner_ends ON activities (planner_id, (coalesce(end_date, start_date)))
     WHERE start_date IS NOT NULL AND deleted_at IS NULL`,
  `CREATE INDEX activities_waiting ON activities (planner_id) WHERE blocked_by <> '{}'`,
];

const comments = [
  `CREATE TABLE activity_comments (
     id uuid NOT NULL,
     activity_id uuid NOT NULL,
     user_id uuid NOT NULL,
     text text NOT NULL,
     mentions uuid[] NOT NULL DEFAULT '{}',
     version integer NOT NULL DEFAULT 1,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     updated_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT activity_comments_pkey PRIMARY KEY (id),
     CONSTRAINT activity_comments_activity_id_fkey FOREIGN KEY (activity_id)
       REFERENCES activities (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX activity_comments_activity ON activity_comments (activity_id, created_at, id)`,
  `CREATE INDEX activity_comments_mentions ON activity_comments USING gin (mentions) WHERE mentions <> '{}'`,
  `CREATE INDEX activity_comments_user ON activity_comments (user_id, created_at)`,
];

/**
 * Who was ever named in a planner without doing anything in it, so that they can be forgotten there: the history goes
 * on naming them when nothing else does. It outlives the planner, as its history does.
 */
const named = [
  `CREATE TABLE planner_named_people (
     user_id uuid NOT NULL,
     planner_id uuid NOT NULL,
     CONSTRAINT planner_named_people_pkey PRIMARY KEY (user_id, planner_id)
   )`,
  `CREATE INDEX planner_named_people_planner ON planner_named_people (planner_id)`,
];

/** `fires_at` is empty where there is nothing to wait for: no due date, or a time that was past when it was set. */
const reminders = [
  `CREATE TABLE activity_reminders (
     id uuid NOT NULL,
     activity_id uuid NOT NULL,
     user_id uuid NOT NULL,
     type text NOT NULL,
     remind_at timestamptz(3),
     offset_minutes integer,
     fires_at timestamptz(3),
     sent_at timestamptz(3),
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT activity_reminders_pkey PRIMARY KEY (id),
     CONSTRAINT activity_reminders_type_check CHECK (type IN ('email', 'push', 'sms', 'in-app')),
     CONSTRAINT activity_reminders_one_time CHECK (num_nonnulls(remind_at, offset_minutes) = 1),
     CONSTRAINT activity_reminders_activity_id_fkey FOREIGN KEY (activity_id)
       REFERENCES activities (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX activity_reminders_activity ON activity_reminders (activity_id)`,
  `CREATE INDEX activity_reminders_user ON activity_reminders (user_id)`,
  `CREATE INDEX activity_reminders_due ON activity_reminders (fires_at) WHERE sent_at IS NULL`,
  // Whoever moves a due date moves its reminders in the same transaction; where there are none, nothing runs.
  `CREATE FUNCTION activity_reminders_follow() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     UPDATE activity_reminders r
        SET fires_at = CASE WHEN NEW.due_date - make_interval(mins => r.offset_minutes) > now()
                            THEN NEW.due_date - make_interval(mins => r.offset_minutes) END
      WHERE r.activity_id = NEW.id AND r.offset_minutes IS NOT NULL AND r.sent_at IS NULL;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER activities_move_reminders AFTER UPDATE OF due_date ON activities FOR EACH ROW
     WHEN (NEW.reminders_count > 0 AND OLD.due_date IS DISTINCT FROM NEW.due_date)
     EXECUTE FUNCTION activity_reminders_follow()`,
];

/** The key is the rule: a person has one timer running at most. */
const timers = [
  `CREATE TABLE activity_timers (
     user_id uuid NOT NULL,
     activity_id uuid NOT NULL,
     started_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT activity_timers_pkey PRIMARY KEY (user_id),
     CONSTRAINT activity_timers_activity_id_fkey FOREIGN KEY (activity_id)
       REFERENCES activities (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX activity_timers_activity ON activity_timers (activity_id)`,
];

const filters = [
  `CREATE TABLE saved_filters (
     id uuid NOT NULL,
     user_id uuid NOT NULL,
     name text NOT NULL,
     query jsonb NOT NULL DEFAULT '{}',
     sort text,
     sort_order text,
     version integer NOT NULL DEFAULT 1,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     updated_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT saved_filters_pkey PRIMARY KEY (id),
     CONSTRAINT saved_filters_order_check CHECK (sort_order IN ('asc', 'desc'))
   )`,
  `CREATE INDEX saved_filters_user ON saved_filters (user_id, created_at, id)`,
];

const back = [
  'DROP INDEX activities_planner_ends',
  'DROP TABLE saved_filters',
  'DROP TABLE activity_timers',
  'DROP TRIGGER activities_move_reminders ON activities',
  'DROP FUNCTION activity_reminders_follow',
  'DROP TABLE activity_reminders',
  'DROP TABLE planner_named_people',
  'DROP TABLE activity_comments',
  `ALTER TABLE activities
     DROP COLUMN assignees, DROP COLUMN blocked_by, DROP COLUMN comments_count, DROP COLUMN reminders_count,
     DROP COLUMN ai_suggestions`,
];
