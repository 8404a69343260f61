import { rolesFor } from '../../domain/role';
import { countingRole, isOverLimit, isReadOnly, type LimitParameters } from './limits.sql';

/**
 * The rule of `PlannerAccess` inside a statement, for hot paths: the user owns the planner, is a member (by name or by
 * the team that owns it), or may do this everywhere. The arguments are SQL: an alias and two parameters.
 */
export function permittedToRead(planner: string, user: string, everywhere: string): string {
  return `(${planner}.owner_id = ${user} OR ${everywhere}::boolean OR EXISTS (
    SELECT 1 FROM planner_members permitted
     WHERE permitted.planner_id = ${planner}.id AND permitted.user_id = ${user}))`;
}

/**
 * The same for writing: the role must be enough and count, and the planner must not be read-only; `open` says which ones
 * need not be asked about (`NewActivity`).
 */
export function permittedToWrite(
  planner: string,
  user: string,
  everywhere: string,
  open: string,
  limits: LimitParameters,
): string {
  const enough = rolesFor('write')
    .map((role) => `'${role}'`)
    .join(', ');
  return `(${planner}.owner_id = ${user} OR ${everywhere}::boolean OR EXISTS (
    SELECT 1 FROM planner_members permitted
     WHERE permitted.planner_id = ${planner}.id AND permitted.user_id = ${user}
       AND permitted.role IN (${enough})
       AND NOT ${isOverLimit('planner', 'permitted', planner, limits)}))
    AND CASE WHEN ${open} = 'all' OR (${open} = 'own' AND ${planner}.owner_id = ${user}) THEN true
      ELSE NOT ${isReadOnly(planner, limits)} END`;
}

/** The user's role on a planner, null for a stranger. */
export function roleOn(planner: string, user: string, limits: LimitParameters): string {
  return `CASE WHEN ${planner}.owner_id = ${user} THEN 'owner' ELSE (
    SELECT ${countingRole('planner', 'm', planner, limits)}
      FROM planner_members m WHERE m.planner_id = ${planner}.id AND m.user_id = ${user}) END`;
}

/** Whether the user is anything on a planner. */
export function isOn(planner: string, user: string): string {
  return `(${planner}.owner_id = ${user} OR EXISTS (
    SELECT FROM planner_members m WHERE m.planner_id = ${planner}.id AND m.user_id = ${user}))`;
}
