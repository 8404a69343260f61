import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Teams, their members, invitations, and planners that a team owns. What a team brings its members on its
 * planners is kept in `planner_members` by triggers, so that the policy reads one row whoever it comes from
 * (docs/adr/0070).
 */
export class Teams1763800070000 implements MigrationInterface {
  readonly name = 'Teams1763800070000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...teams, ...invitations, ...planners, ...roles, ...reach, ...triggers]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of back) await runner.query(statement);
  }
}

const teams = [
  `CREATE TABLE teams (
     id uuid NOT NULL,
     name text NOT NULL,
     description text,
     version integer NOT NULL DEFAULT 1,
     tick bigint NOT NULL DEFAULT 0,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     updated_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT teams_pkey PRIMARY KEY (id)
   )`,
  `CREATE TABLE team_members (
     team_id uuid NOT NULL,
     user_id uuid NOT NULL,
     role text NOT NULL,
     joined_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT team_members_pkey PRIMARY KEY (team_id, user_id),
     CONSTRAINT team_members_role_check CHECK (role IN ('member', 'manager', 'owner')),
     CONSTRAINT team_members_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE,
     CONSTRAINT team_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX team_members_user ON team_members (user_id, team_id)`,
];

/** Of every kind of thing that people are invited into; of the token nothing is kept, it derives from the id. */
const invitations = [
  `CREATE TABLE invitations (
     id uuid NOT NULL,
     kind text NOT NULL,
     resource_id uuid NOT NULL,
     email text NOT NULL,
     email_lower text NOT NULL,
     role text NOT NULL,
     status text NOT NULL DEFAULT 'pending',
     invited_by uuid,
     expires_at timestamptz(3) NOT NULL,
     decided_at timestamptz(3),
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT invitations_pkey PRIMARY KEY (id),
     CONSTRAINT invitations_kind_check CHECK (kind IN ('team', 'planner')),
     CONSTRAINT invitations_status_check
       CHECK (status IN ('pending', 'accepted', 'declined', 'revoked', 'replaced')),
     CONSTRAINT invitations_decided_check CHECK ((status = 'pending') = (decided_at IS NULL)),
     CONSTRAINT invitations_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES users (id) ON DELETE SET NULL
   )`,
  `CREATE UNIQUE INDEX invitations_pending ON invitations (kind, resource_id, email_lower) WHERE status = 'pending'`,
  `CREATE INDEX invitations_expires_at ON invitations (expires_at)`,
  `CREATE INDEX invitations_email ON invitations (email_lower)`,
  `CREATE INDEX invitations_invited_by ON invitations (invited_by)`,
];

/** A planner has one owner: a person or a team. */
const planners = [
  `ALTER TABLE planners ALTER COLUMN owner_id DROP NOT NULL`,
  `ALTER TABLE planners ADD CONSTRAINT planners_one_owner CHECK (num_nonnulls(owner_id, team_id) = 1)`,
  `ALTER TABLE planners ADD CONSTRAINT planners_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id)`,
  `ALTER TABLE planner_members
     ADD COLUMN own_role text,
     ADD COLUMN team_role text,
     DROP CONSTRAINT planner_members_role_check,
     ADD CONSTRAINT planner_members_own_role_check CHECK (own_role IN ('viewer', 'editor', 'admin')),
     ADD CONSTRAINT planner_members_team_role_check CHECK (team_role IN ('editor', 'admin', 'owner')),
     ADD CONSTRAINT planner_members_role_check CHECK (role IN ('viewer', 'editor', 'admin', 'owner'))`,
  `UPDATE planner_members SET own_role = role`,
  `ALTER TABLE planner_members
     ADD CONSTRAINT planner_members_some_role CHECK (num_nonnulls(own_role, team_role) > 0)`,
];

const roles = [
  `CREATE FUNCTION planner_role_by_team(team_role text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
     SELECT CASE team_role WHEN 'owner' THEN 'owner' WHEN 'manager' THEN 'admin' WHEN 'member' THEN 'editor' END
   $$`,
  // What counts is the stronger of both. Whoever inserts a role alone means the one given to the person by name.
  `CREATE FUNCTION planner_members_effective_role() RETURNS trigger LANGUAGE plpgsql AS $$
   DECLARE ranks CONSTANT text[] := ARRAY['viewer', 'editor', 'admin', 'owner'];
   BEGIN
     IF TG_OP = 'INSERT' AND NEW.own_role IS NULL AND NEW.team_role IS NULL THEN
       NEW.own_role := NEW.role;
     END IF;
     NEW.role := ranks[greatest(array_position(ranks, NEW.own_role), array_position(ranks, NEW.team_role))];
     RETURN NEW;
   END $$`,
];

/** Both take the team's row: a member and a planner that come at the same time must see each other. */
const reach = [
  // Writes under way in the planners end first; those that wait start again and ask the policy anew.
  `CREATE FUNCTION team_members_reach_planners() RETURNS trigger LANGUAGE plpgsql AS $$
   DECLARE
     team uuid := coalesce(NEW.team_id, OLD.team_id);
     person uuid := coalesce(NEW.user_id, OLD.user_id);
     reached text := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE planner_role_by_team(NEW.role) END;
   BEGIN
     PERFORM 1 FROM teams WHERE id = team FOR NO KEY UPDATE;
     PERFORM 1 FROM planner_stats WHERE planner_id IN (SELECT id FROM planners WHERE team_id = team)
       ORDER BY planner_id FOR UPDATE;
     IF reached IS NULL THEN
       DELETE FROM planner_members m USING planners p
        WHERE p.team_id = team AND m.planner_id = p.id AND m.user_id = person AND m.own_role IS NULL;
       UPDATE planner_members m SET team_role = NULL FROM planners p
        WHERE p.team_id = team AND m.planner_id = p.id AND m.user_id = person;
     ELSE
       INSERT INTO planner_members (planner_id, user_id, role, team_role)
       SELECT id, person, reached, reached FROM planners WHERE team_id = team
       ON CONFLICT (planner_id, user_id) DO UPDATE SET team_role = excluded.team_role;
     END IF;
     UPDATE planner_stats s SET tick = s.tick + 1, structure = s.structure + 1
       FROM planners p WHERE p.team_id = team AND s.planner_id = p.id;
     RETURN NULL;
   END $$`,
  `CREATE FUNCTION planners_reach_team_members() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF TG_OP = 'UPDATE' THEN
       DELETE FROM planner_members WHERE planner_id = NEW.id AND own_role IS NULL;
       UPDATE planner_members SET team_role = NULL WHERE planner_id = NEW.id AND team_role IS NOT NULL;
     END IF;
     PERFORM 1 FROM teams WHERE id = NEW.team_id FOR SHARE;
     INSERT INTO planner_members (planner_id, user_id, role, team_role)
     SELECT NEW.id, user_id, planner_role_by_team(role), planner_role_by_team(role)
       FROM team_members WHERE team_id = NEW.team_id
     ON CONFLICT (planner_id, user_id) DO UPDATE SET team_role = excluded.team_role;
     RETURN NULL;
   END $$`,
];

const triggers = [
  `CREATE TRIGGER planner_members_effective_role BEFORE INSERT OR UPDATE ON planner_members
     FOR EACH ROW EXECUTE FUNCTION planner_members_effective_role()`,
  `CREATE TRIGGER team_members_reach_planners AFTER INSERT OR UPDATE OF role OR DELETE ON team_members
     FOR EACH ROW EXECUTE FUNCTION team_members_reach_planners()`,
  `CREATE TRIGGER planners_made_for_team AFTER INSERT ON planners
     FOR EACH ROW WHEN (NEW.team_id IS NOT NULL) EXECUTE FUNCTION planners_reach_team_members()`,
  `CREATE TRIGGER planners_moved_to_team AFTER UPDATE OF team_id ON planners
     FOR EACH ROW WHEN (OLD.team_id IS DISTINCT FROM NEW.team_id) EXECUTE FUNCTION planners_reach_team_members()`,
];

/** Planners of teams fall to an owner of theirs: nothing that people wrote is lost by going back. */
const back = [
  `DROP TRIGGER planners_made_for_team ON planners`,
  `DROP TRIGGER planners_moved_to_team ON planners`,
  `DROP TRIGGER team_members_reach_planners ON team_members`,
  `DROP TRIGGER planner_members_effective_role ON planner_members`,
  `DROP FUNCTION planners_reach_team_members`,
  `DROP FUNCTION team_members_reach_planners`,
  `DROP FUNCTION planner_members_effective_role`,
  `DROP FUNCTION planner_role_by_team`,
  `ALTER TABLE planners DROP CONSTRAINT planners_one_owner, DROP CONSTRAINT planners_team_id_fkey`,
  `UPDATE planners p SET team_id = NULL, owner_id = (
     SELECT m.user_id FROM team_members m WHERE m.team_id = p.team_id
      ORDER BY m.role = 'owner' DESC, m.joined_at, m.user_id LIMIT 1)
    WHERE p.team_id IS NOT NULL`,
  `DELETE FROM planners WHERE owner_id IS NULL`,
  `ALTER TABLE planners ALTER COLUMN owner_id SET NOT NULL`,
  `DELETE FROM planner_members m USING planners p WHERE p.id = m.planner_id AND p.owner_id = m.user_id`,
  `ALTER TABLE planner_members
     DROP CONSTRAINT planner_members_role_check, DROP CONSTRAINT planner_members_some_role`,
  `UPDATE planner_members SET role = 'admin' WHERE role = 'owner'`,
  `ALTER TABLE planner_members
     DROP COLUMN own_role, DROP COLUMN team_role,
     ADD CONSTRAINT planner_members_role_check CHECK (role IN ('viewer', 'editor', 'admin'))`,
  `DROP TABLE invitations`,
  `DROP TABLE team_members`,
  `DROP TABLE teams`,
];
