import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The delta sync shows plans too (docs/adr/0083): who came to see which plan when, by name or through the team that owns it. */
export class SyncPlans1763800090000 implements MigrationInterface {
  readonly name = 'SyncPlans1763800090000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [takes("'planner', 'plan'"), ...functions, ...triggers]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of back) await runner.query(statement);
  }
}

const takes = (types: string) => `
  ALTER TABLE access_changes
    DROP CONSTRAINT access_changes_resource_type_check,
    ADD CONSTRAINT access_changes_resource_type_check CHECK (resource_type IN (${types}))`;

const functions = [
  // Nothing is noted of a user who is just going.
  `CREATE FUNCTION note_plan_access(person uuid, plan uuid, what text) RETURNS void LANGUAGE sql AS $$
     INSERT INTO access_changes (user_id, seq, resource_type, resource_id, kind)
     SELECT person, CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('outbox_seq') END, 'plan', plan, what
       FROM users WHERE id = person
   $$`,
  `CREATE FUNCTION plan_members_note_access() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF TG_OP = 'UPDATE' AND NEW.role = OLD.role THEN RETURN NULL; END IF;
     PERFORM note_plan_access(coalesce(NEW.user_id, OLD.user_id), coalesce(NEW.plan_id, OLD.plan_id),
       CASE TG_OP WHEN 'INSERT' THEN 'gained' WHEN 'DELETE' THEN 'lost' ELSE 'changed' END);
     RETURN NULL;
   END $$`,
  // The team's row first, as with planners: whoever makes a plan of the team meanwhile waits, or is waited for.
  `CREATE FUNCTION team_members_note_plans() RETURNS trigger LANGUAGE plpgsql AS $$
   DECLARE
     team uuid := coalesce(NEW.team_id, OLD.team_id);
     person uuid := coalesce(NEW.user_id, OLD.user_id);
   BEGIN
     IF TG_OP = 'UPDATE' AND NEW.role = OLD.role THEN RETURN NULL; END IF;
     PERFORM 1 FROM teams WHERE id = team FOR NO KEY UPDATE;
     PERFORM note_plan_access(person, id,
       CASE TG_OP WHEN 'INSERT' THEN 'gained' WHEN 'DELETE' THEN 'lost' ELSE 'changed' END)
       FROM plans WHERE team_id = team;
     RETURN NULL;
   END $$`,
  // A new plan is told by its event.
  `CREATE FUNCTION plans_note_access() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     PERFORM 1 FROM teams WHERE id = NEW.team_id FOR SHARE;
     IF TG_OP <> 'INSERT' THEN
       PERFORM note_plan_access(person, OLD.id, 'lost') FROM (
         SELECT OLD.owner_id AS person UNION SELECT user_id FROM team_members WHERE team_id = OLD.team_id) before;
     END IF;
     IF TG_OP = 'UPDATE' THEN
       PERFORM note_plan_access(person, NEW.id, 'gained') FROM (
         SELECT NEW.owner_id AS person UNION SELECT user_id FROM team_members WHERE team_id = NEW.team_id) after;
     END IF;
     RETURN NULL;
   END $$`,
];

const triggers = [
  `CREATE TRIGGER plan_members_note_access AFTER INSERT OR UPDATE OR DELETE ON plan_members
     FOR EACH ROW EXECUTE FUNCTION plan_members_note_access()`,
  `CREATE TRIGGER team_members_note_plans AFTER INSERT OR UPDATE OF role OR DELETE ON team_members
     FOR EACH ROW EXECUTE FUNCTION team_members_note_plans()`,
  `CREATE TRIGGER plans_made_for_team AFTER INSERT ON plans
     FOR EACH ROW WHEN (NEW.team_id IS NOT NULL) EXECUTE FUNCTION plans_note_access()`,
  `CREATE TRIGGER plans_note_gone AFTER DELETE ON plans FOR EACH ROW EXECUTE FUNCTION plans_note_access()`,
  `CREATE TRIGGER plans_note_new_owner AFTER UPDATE OF owner_id, team_id ON plans FOR EACH ROW
     WHEN ((OLD.owner_id, OLD.team_id) IS DISTINCT FROM (NEW.owner_id, NEW.team_id))
     EXECUTE FUNCTION plans_note_access()`,
];

const back = [
  `DROP TRIGGER plans_note_new_owner ON plans`,
  `DROP TRIGGER plans_note_gone ON plans`,
  `DROP TRIGGER plans_made_for_team ON plans`,
  `DROP TRIGGER team_members_note_plans ON team_members`,
  `DROP TRIGGER plan_members_note_access ON plan_members`,
  `DROP FUNCTION plans_note_access`,
  `DROP FUNCTION team_members_note_plans`,
  `DROP FUNCTION plan_members_note_access`,
  `DROP FUNCTION note_plan_access`,
  `DELETE FROM access_changes WHERE resource_type = 'plan'`,
  takes("'planner'"),
];
