import type { Id } from '@almanac/kernel';
import { statement } from '@almanac/platform';
import type { CollaboratorCount } from '../../domain/sharing/collaborator';
import type { SharedType } from '../../domain/sharing/shared';
import { isOverLimit, limitParameters, type LimitParameters } from '../sql/limits.sql';
import type { JsonRow } from '../sql/resource-row';

export interface SharedRow extends Record<string, unknown> {
  title: string;
  owner_id: Id | null;
  team_id: Id | null;
  version: number;
  open: boolean;
}

/** Where a kind of thing is, and who is on it. */
interface Tables {
  type: SharedType;
  /** Whether anybody can join. */
  open: string;
  /** The column of what was given by name: a planner's members are also those whom its team brings. */
  role: string;
  put: string;
  remove: string;
}

const tables: Record<SharedType, Tables> = {
  planner: {
    type: 'planner',
    open: `coalesce((settings ->> 'allowCollaboration')::boolean, true)`,
    role: 'own_role',
    // A trigger makes `role` the stronger of this and what the team brings.
    put: `INSERT INTO planner_members AS m (planner_id, user_id, role, own_role) VALUES ($1, $2, $3, $3)
      ON CONFLICT (planner_id, user_id) DO UPDATE
         SET own_role = excluded.own_role,
             created_at = CASE WHEN m.own_role IS NULL THEN now() ELSE m.created_at END`,
    remove: `WITH gone AS (
        DELETE FROM planner_members WHERE planner_id = $1 AND user_id = $2 AND team_role IS NULL)
      UPDATE planner_members SET own_role = NULL
       WHERE planner_id = $1 AND user_id = $2 AND team_role IS NOT NULL`,
  },
  plan: {
    type: 'plan',
    open: 'true',
    role: 'role',
    put: `INSERT INTO plan_members (plan_id, user_id, role) VALUES ($1, $2, $3)
      ON CONFLICT (plan_id, user_id) DO UPDATE SET role = excluded.role`,
    remove: 'DELETE FROM plan_members WHERE plan_id = $1 AND user_id = $2',
  },
};

function statementsOf({ type, open, role, put, remove }: Tables) {
  const name = (verb: string) => `planning.${type}-collaborator.${verb}`;
  const members = `${type}_members`;
  const key = `${type}_id`;
  const invitationsOf = (
    thing: string,
  ) => `invitations i WHERE i.kind = '${type}' AND i.resource_id = ${thing}
    AND i.status = 'pending' AND i.expires_at > now()`;
  const openInvitations = invitationsOf('$1');
  /** Who deleted their account is shown no more, though they may come back. */
  const accepted = (email: string, limits: LimitParameters) => `
    SELECT m.user_id AS "id", m.user_id AS "userId", u.display_name AS "displayName", ${email} AS "email",
           m.${role} AS "role", m.${role} <> 'viewer' AND ${isOverLimit(type, 'm', 't', limits)} AS "overLimit",
           'accepted' AS "status", NULL::uuid AS "invitedBy", m.created_at AS "createdAt",
           NULL::timestamptz(3) AS "expiresAt"
      FROM ${members} m JOIN users u ON u.id = m.user_id JOIN ${type}s t ON t.id = m.${key}
     WHERE m.${key} = $1 AND m.${role} IS NOT NULL AND u.status <> 'deleted'`;
  /** An address is shown to those alone who may have typed it: of who was invited by their account it is theirs. */
  const pending = `
    SELECT i.id, i.user_id, person.display_name, CASE WHEN i.user_id IS NULL THEN i.email END, i.role, false, 'pending',
           i.invited_by, i.created_at, i.expires_at
      FROM (SELECT i.* FROM ${openInvitations}) i LEFT JOIN users person ON person.id = i.user_id`;
  const managed = (limits: LimitParameters) => `${accepted('u.email', limits)} UNION ALL ${pending}`;
  return {
    managed,
    /** How many there are on the thing of the person $1 that has the most. */
    mostOfOwner: `
      SELECT max((SELECT count(*) FROM ${members} m WHERE m.${key} = t.id AND m.${role} IS NOT NULL)
                 + (SELECT count(*) FROM ${invitationsOf('t.id')}))
        FROM ${type}s t WHERE t.owner_id = $1 AND t.deleted_at IS NULL`,
    seen: (limits: LimitParameters) => accepted('NULL::text', limits),
    find: statement<SharedRow>(
      name('find'),
      `SELECT title, owner_id, team_id, version, ${open} AS open
         FROM ${type}s WHERE id = $1 AND deleted_at IS NULL`,
    ),
    roleOf: statement<{ role: string | null }>(
      name('role'),
      `SELECT ${role} AS role FROM ${members} WHERE ${key} = $1 AND user_id = $2`,
    ),
    count: statement<CollaboratorCount & Record<string, unknown>>(
      name('count'),
      `SELECT (SELECT count(*)::int FROM ${members} WHERE ${key} = $1 AND ${role} IS NOT NULL) AS accepted,
              (SELECT count(*)::int FROM ${openInvitations}) AS pending`,
    ),
    put: statement(name('put'), put),
    remove: statement(name('remove'), remove),
    setOwner: statement(
      name('set-owner'),
      `UPDATE ${type}s SET owner_id = $2, version = version + 1, updated_at = clock_timestamp() WHERE id = $1`,
    ),
    one: statement<JsonRow>(
      name('one'),
      `SELECT row_to_json(x)::text AS json FROM (${managed(limitParameters(3))}) x WHERE x."id" = $2`,
    ),
  };
}

/** Who is on what by name: the same statements for each kind of thing that is shared. */
export const collaboratorSql = {
  planner: statementsOf(tables.planner),
  plan: statementsOf(tables.plan),
} satisfies Record<SharedType, unknown>;
