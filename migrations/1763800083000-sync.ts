import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The delta sync and undo (docs/adr/0083): who came to see which planner when, kept by triggers as a membership ends in
 * ways that no use case sees; and how events are found by their ids and by their age.
 */
export class Sync1763800083000 implements MigrationInterface {
  readonly name = 'Sync1763800083000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...table, ...functions, ...triggers, ...indexes]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of back) await runner.query(statement);
  }
}

const table = [
  `CREATE TABLE access_changes (
     user_id uuid NOT NULL,
     seq bigint NOT NULL,
     resource_type text NOT NULL,
     resource_id uuid NOT NULL,
     kind text NOT NULL,
     occurred_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT access_changes_pkey PRIMARY KEY (user_id, seq),
     CONSTRAINT access_changes_resource_type_check CHECK (resource_type IN ('planner')),
     CONSTRAINT access_changes_kind_check CHECK (kind IN ('gained', 'lost', 'changed')),
     CONSTRAINT access_changes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX access_changes_occurred_at ON access_changes (occurred_at)`,
];

const functions = [
  // The planner's ledger first: numbers follow the order of commits in it. Nothing is noted of a user who is just going.
  `CREATE FUNCTION note_planner_access(person uuid, planner uuid, what text) RETURNS void LANGUAGE plpgsql AS $$
   BEGIN
     PERFORM 1 FROM planner_stats WHERE planner_id = planner FOR UPDATE;
     INSERT INTO access_changes (user_id, seq, resource_type, resource_id, kind)
     SELECT person, CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('outbox_seq') END, 'planner', planner, what
       FROM users WHERE id = person;
   END $$`,
  // Whoever owns the planner sees it, member or not.
  `CREATE FUNCTION planner_members_note_access() RETURNS trigger LANGUAGE plpgsql AS $$
   DECLARE
     planner uuid := coalesce(NEW.planner_id, OLD.planner_id);
     person uuid := coalesce(NEW.user_id, OLD.user_id);
   BEGIN
     IF TG_OP = 'UPDATE' AND NEW.role = OLD.role THEN RETURN NULL; END IF;
     IF EXISTS (SELECT FROM planners WHERE id = planner AND owner_id = person) THEN RETURN NULL; END IF;
     PERFORM note_planner_access(person, planner,
       CASE TG_OP WHEN 'INSERT' THEN 'gained' WHEN 'DELETE' THEN 'lost' ELSE 'changed' END);
     RETURN NULL;
   END $$`,
  `CREATE FUNCTION planners_note_access() RETURNS trigger LANGUAGE plpgsql AS $$
   DECLARE
     planner uuid := coalesce(NEW.id, OLD.id);
     before uuid := CASE WHEN TG_OP <> 'INSERT' THEN OLD.owner_id END;
     after uuid := CASE WHEN TG_OP <> 'DELETE' THEN NEW.owner_id END;
   BEGIN
     IF before IS NOT NULL THEN
       PERFORM note_planner_access(before, planner, CASE WHEN EXISTS (
         SELECT FROM planner_members WHERE planner_id = planner AND user_id = before) THEN 'changed' ELSE 'lost' END);
     END IF;
     IF after IS NOT NULL THEN
       PERFORM note_planner_access(after, planner, CASE WHEN EXISTS (
         SELECT FROM planner_members WHERE planner_id = planner AND user_id = after) THEN 'changed' ELSE 'gained' END);
     END IF;
     RETURN NULL;
   END $$`,
];

const triggers = [
  `CREATE TRIGGER planner_members_note_access AFTER INSERT OR UPDATE OR DELETE ON planner_members
     FOR EACH ROW EXECUTE FUNCTION planner_members_note_access()`,
  `CREATE TRIGGER planners_note_access AFTER INSERT OR DELETE ON planners
     FOR EACH ROW EXECUTE FUNCTION planners_note_access()`,
  // By its name after planners_moved_to_team: members have come and gone by then.
  `CREATE TRIGGER planners_note_new_owner AFTER UPDATE OF owner_id ON planners
     FOR EACH ROW WHEN (OLD.owner_id IS DISTINCT FROM NEW.owner_id) EXECUTE FUNCTION planners_note_access()`,
];

const indexes = [
  // Ids of events rise with time, as numbers do: a summary of each few pages costs a write next to nothing.
  `CREATE INDEX outbox_event ON outbox USING brin (event_id) WITH (pages_per_range = 8, autosummarize = on)`,
  `CREATE INDEX outbox_outside_streams ON outbox (occurred_at) WHERE stream_id IS NULL`,
];

const back = [
  `DROP INDEX outbox_outside_streams`,
  `DROP INDEX outbox_event`,
  `DROP TRIGGER planners_note_new_owner ON planners`,
  `DROP TRIGGER planners_note_access ON planners`,
  `DROP TRIGGER planner_members_note_access ON planner_members`,
  `DROP FUNCTION planners_note_access`,
  `DROP FUNCTION planner_members_note_access`,
  `DROP FUNCTION note_planner_access`,
  `DROP TABLE access_changes`,
];
