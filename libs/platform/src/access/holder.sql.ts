/**
 * SQL on what an account may do, for statements that go by the limits of whoever owns something: there it is asked in
 * the question itself, so that nothing is ever stale. Identity keeps these tables. The arguments are SQL.
 */

/**
 * The tier that counts now; `u` is an alias of `users`. A tier that was given by hand ends at its second, whether or not
 * anybody has written that down yet.
 */
export const tierNow = (u: string): string =>
  `(CASE WHEN ${u}.given_until <= now() THEN ${u}.paid_tier ELSE ${u}.tier END)`;

/** Whether the permissions of the person's tier or roles hold this one, `verb:resource`, also by a wildcard. */
export function holdsPermission(userId: string, permission: string): string {
  const [verb = '', resource = ''] = permission.split(':');
  const grants = ['*:*', `${verb}:*`, `*:${resource}`, permission].join(',');
  return `EXISTS (
    SELECT FROM users holder JOIN roles r
        ON (r.system AND r.name = ${tierNow('holder')})
        OR r.id IN (SELECT ur.role_id FROM user_roles ur WHERE ur.user_id = holder.id)
     WHERE holder.id = ${userId} AND r.permissions && '{${grants}}'::text[])`;
}

/** Whether none of the owners of a team may have teams any more: what it has is read-only then (docs/limits.md). */
export function isLapsedTeam(teamId: string): string {
  return `NOT EXISTS (SELECT FROM team_members head
     WHERE head.team_id = ${teamId} AND head.role = 'owner'
       AND ${holdsPermission('head.user_id', 'create:team-planners')})`;
}

/** Whether the person is of this tier or an admin, who has no limits. */
export function isOfTierOrAdmin(userId: string, tier: 'premium' | 'enterprise'): string {
  return `(EXISTS (SELECT FROM users holder WHERE holder.id = ${userId} AND ${tierNow('holder')} = '${tier}')
    OR EXISTS (SELECT FROM user_roles ur JOIN roles r ON r.id = ur.role_id
                WHERE ur.user_id = ${userId} AND r.system AND r.name = 'admin'))`;
}
