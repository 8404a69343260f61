import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The delta sync shows templates too (docs/adr/0083): each has the number of its last change, and who ceased to see which
 * one when, or joined its team, is noted.
 */
export class SyncTemplates1763800098000 implements MigrationInterface {
  readonly name = 'SyncTemplates1763800098000';

  async up(runner: QueryRunner): Promise<void> {
    const types = takes("'planner', 'plan', 'template'");
    for (const statement of [types, ...column, ...functions, ...triggers]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of back) await runner.query(statement);
  }
}

const takes = (types: string) => `
  ALTER TABLE access_changes
    DROP CONSTRAINT access_changes_resource_type_check,
    ADD CONSTRAINT access_changes_resource_type_check CHECK (resource_type IN (${types}))`;

const column = [
  `ALTER TABLE templates ADD COLUMN last_seq bigint NOT NULL DEFAULT 0`,
  // So that clients who have a token are sent those that there are.
  `UPDATE templates SET last_seq = CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('outbox_seq') END
    WHERE owner_id IS NOT NULL`,
];

const functions = [
  // Whatever writes the row: its content, its uses, or that its team has gone.
  `CREATE FUNCTION templates_number_change() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     NEW.last_seq := CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('outbox_seq') END;
     RETURN NEW;
   END $$`,
  // Nothing is noted of a user who is just going.
  `CREATE FUNCTION note_template_access(person uuid, template uuid, what text) RETURNS void LANGUAGE sql AS $$
     INSERT INTO access_changes (user_id, seq, resource_type, resource_id, kind)
     SELECT person, CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('outbox_seq') END, 'template', template, what
       FROM users WHERE id = person
   $$`,
  // Whoever joins the team meanwhile waits, or is waited for. They are told of what was given to it by its number.
  `CREATE FUNCTION templates_note_access() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF TG_OP <> 'DELETE' THEN PERFORM 1 FROM teams WHERE id = NEW.team_id FOR SHARE; END IF;
     IF TG_OP <> 'INSERT' THEN
       PERFORM note_template_access(user_id, OLD.id, 'lost')
          FROM team_members WHERE team_id = OLD.team_id AND user_id <> OLD.owner_id;
     END IF;
     IF TG_OP = 'DELETE' THEN PERFORM note_template_access(OLD.owner_id, OLD.id, 'lost'); END IF;
     RETURN NULL;
   END $$`,
  // The team's row first, as with plans.
  `CREATE FUNCTION team_members_note_templates() RETURNS trigger LANGUAGE plpgsql AS $$
   DECLARE
     team uuid := coalesce(NEW.team_id, OLD.team_id);
     person uuid := coalesce(NEW.user_id, OLD.user_id);
   BEGIN
     PERFORM 1 FROM teams WHERE id = team FOR NO KEY UPDATE;
     PERFORM note_template_access(person, id, CASE TG_OP WHEN 'INSERT' THEN 'gained' ELSE 'lost' END)
       FROM templates WHERE team_id = team AND owner_id <> person;
     RETURN NULL;
   END $$`,
];

const triggers = [
  `CREATE TRIGGER templates_number_change BEFORE INSERT OR UPDATE ON templates
     FOR EACH ROW WHEN (NEW.owner_id IS NOT NULL) EXECUTE FUNCTION templates_number_change()`,
  `CREATE TRIGGER templates_made_for_team AFTER INSERT ON templates
     FOR EACH ROW WHEN (NEW.team_id IS NOT NULL) EXECUTE FUNCTION templates_note_access()`,
  `CREATE TRIGGER templates_note_new_team AFTER UPDATE OF team_id ON templates
     FOR EACH ROW WHEN (OLD.team_id IS DISTINCT FROM NEW.team_id) EXECUTE FUNCTION templates_note_access()`,
  `CREATE TRIGGER templates_note_gone AFTER DELETE ON templates
     FOR EACH ROW WHEN (OLD.owner_id IS NOT NULL) EXECUTE FUNCTION templates_note_access()`,
  `CREATE TRIGGER team_members_note_templates AFTER INSERT OR DELETE ON team_members
     FOR EACH ROW EXECUTE FUNCTION team_members_note_templates()`,
];

const back = [
  `DROP TRIGGER team_members_note_templates ON team_members`,
  `DROP TRIGGER templates_note_gone ON templates`,
  `DROP TRIGGER templates_note_new_team ON templates`,
  `DROP TRIGGER templates_made_for_team ON templates`,
  `DROP TRIGGER templates_number_change ON templates`,
  `DROP FUNCTION team_members_note_templates`,
  `DROP FUNCTION templates_note_access`,
  `DROP FUNCTION note_template_access`,
  `DROP FUNCTION templates_number_change`,
  `ALTER TABLE templates DROP COLUMN last_seq`,
  `DELETE FROM access_changes WHERE resource_type = 'template'`,
  takes("'planner', 'plan'"),
];
