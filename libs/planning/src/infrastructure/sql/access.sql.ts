import { rolesFor, type Intent } from '../../domain/role';

/**
 * The rule of `PlannerAccess` inside a statement, for hot paths: the user owns the planner, is a member (by name or by
 * the team that owns it) with a role that is enough, or may do this everywhere. The arguments are SQL: an alias and two parameters.
 */
export function permitted(intent: Intent, planner: string, user: string, everywhere: string): string {
  const enough = rolesFor(intent)
    .map((role) => `'${role}'`)
    .join(', ');
  return `(${planner}.owner_id = ${user} OR ${everywhere}::boolean OR EXISTS (
    SELECT 1 FROM planner_members permitted
     WHERE permitted.planner_id = ${planner}.id AND permitted.user_id = ${user}
       AND permitted.role IN (${enough})))`;
}

/** The user's role on a planner, null for a stranger. */
export function roleOn(planner: string, user: string): string {
  return `CASE WHEN ${planner}.owner_id = ${user} THEN 'owner' ELSE (
    SELECT m.role FROM planner_members m WHERE m.planner_id = ${planner}.id AND m.user_id = ${user}) END`;
}
