import { asStored, type InstantSql } from '../sql/columns.sql';
import { countingRole, isOfLapsedTeam, type LimitParameters } from '../sql/limits.sql';

/** Columns of a plan `p`, without its steps. */
export function planColumns(p: string, instant: InstantSql = asStored): string {
  return `${p}.id AS "id", ${p}.owner_id AS "ownerId", ${p}.team_id AS "teamId", ${p}.title AS "title",
    ${p}.description AS "description", ${instant(`${p}.starts_at`)} AS "startsAt",
    ${instant(`${p}.deadline`)} AS "deadline", ${p}.status AS "status", ${p}.calendar AS "calendar",
    ${p}.steps_count AS "stepsCount", ${p}.version AS "version", ${instant(`${p}.created_at`)} AS "createdAt",
    ${instant(`${p}.updated_at`)} AS "updatedAt", ${instant(`${p}.deleted_at`)} AS "deletedAt"`;
}

const ranks = `ARRAY['viewer', 'editor', 'admin', 'owner']`;

/** The user's role by name: as owner, or as a collaborator, of whom those over the owner's limit are viewers. */
export function ownRoleOn(p: string, user: string, limits: LimitParameters): string {
  return `CASE WHEN ${p}.owner_id = ${user} THEN 'owner' ELSE (
    SELECT ${countingRole('plan', 'm', p, limits)}
      FROM plan_members m WHERE m.plan_id = ${p}.id AND m.user_id = ${user}) END`;
}

/**
 * What the team that owns the plan brings the user. Plans are read less often than planners, so this is looked up, and
 * not kept with each plan as docs/adr/0070 has it for planners.
 */
export function teamRoleOn(p: string, user: string): string {
  return `(SELECT planner_role_by_team(t.role) FROM team_members t
    WHERE t.team_id = ${p}.team_id AND t.user_id = ${user})`;
}

/** The stronger of both; null for a stranger. */
export function roleOn(p: string, user: string, limits: LimitParameters): string {
  return `(${ranks})[greatest(array_position(${ranks}, ${ownRoleOn(p, user, limits)}),
                             array_position(${ranks}, ${teamRoleOn(p, user)}))]`;
}

/** What it is to the user: their role, and whether anything may be changed in it (docs/limits.md). */
export function standingColumns(p: string, user: string, limits: LimitParameters): string {
  return `${roleOn(p, user, limits)} AS "role", ${isOfLapsedTeam(p)} AS "readOnly"`;
}

/** Whether the user is anything on it. */
export function isOn(p: string, user: string): string {
  return `(${p}.owner_id = ${user}
    OR EXISTS (SELECT FROM plan_members m WHERE m.plan_id = ${p}.id AND m.user_id = ${user})
    OR EXISTS (SELECT FROM team_members t WHERE t.team_id = ${p}.team_id AND t.user_id = ${user}))`;
}

/** Whether it is theirs: as a person, or as an owner of the team that owns it. */
export function isOwner(p: string, user: string): string {
  return `(${p}.owner_id = ${user} OR EXISTS (
    SELECT FROM team_members t WHERE t.team_id = ${p}.team_id AND t.user_id = ${user} AND t.role = 'owner'))`;
}

/** The ids of all plans that the user has something to do with, each once. */
export function plansOf(user: string): string {
  return `(SELECT o.id FROM plans o WHERE o.owner_id = ${user}
           UNION SELECT m.plan_id FROM plan_members m WHERE m.user_id = ${user}
           UNION SELECT x.id FROM team_members t JOIN plans x ON x.team_id = t.team_id WHERE t.user_id = ${user})`;
}
