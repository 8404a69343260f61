/**
 * The permission catalogue. A permission is `verb:resource`; a resource may be narrowed with `own-`.
 * `read:planners` includes `read:own-planners`. Each has a sentence for people. Nothing outside this list
 * can be asked for or granted, wildcards (`*:*`, `verb:*`, `*:resource`) aside.
 */
export const permissionCatalogue = {
  'read:own-profile': 'See your own account.',
  'write:own-profile': 'Change your own account.',
  'read:own-planners': 'See planners that you own or that are shared with you.',
  'write:own-planners': 'Make and change planners, as far as your role on each allows.',
  'read:own-activities': 'See sections and activities of planners that you can see.',
  'write:own-activities': 'Make and change sections and activities of planners that you can write.',
  'read:own-events': 'See events that you organise or are invited to.',
  'write:own-events': 'Make and change events.',
  'read:own-projects': 'See your writing projects.',
  'write:own-projects': 'Make and change writing projects.',
  'read:own-plans': 'See your plans.',
  'write:own-plans': 'Make and change plans.',
  'read:own-templates': 'See templates that you may use.',
  'write:own-templates': 'Make and change templates.',
  'read:profile': 'See any account.',
  'write:profile': 'Change any account.',
  'read:planners': 'See any planner.',
  'write:planners': 'Change any planner.',
  'read:activities': 'See any activity.',
  'write:activities': 'Change any activity.',
  'read:events': 'See any event.',
  'write:events': 'Change any event.',
  'read:projects': 'See any writing project.',
  'write:projects': 'Change any writing project.',
  'read:plans': 'See any plan.',
  'write:plans': 'Change any plan.',
  'read:templates': 'See any template.',
  'write:templates': 'Change any template.',
  'create:unlimited-planners': 'Make planners without a limit on their number.',
  'share:planners': 'Share planners with others.',
  'export:planners': 'Export planners.',
  'use:ai-features': 'Use the assistant.',
  'create:team-planners': 'Make planners that belong to a team.',
  'manage:team-members': 'Invite and remove members of a team.',
  'read:teams': 'See any team and its members.',
  'write:teams': 'Change any team and its members.',
  'access:advanced-analytics': 'See advanced analytics.',
  'integrate:external-services': 'Set up outgoing webhooks.',
  'read:users': 'List and see users.',
  'write:users': 'Suspend, verify, unlock and change users.',
  'impersonate:users': 'Act as another user for ten minutes; audited.',
  'read:roles': 'See roles and permissions.',
  'write:roles': 'Make and change custom roles.',
  'read:api-keys': "See every user's API keys, never the keys themselves.",
  'write:api-keys': "Revoke any user's API key.",
  'read:audit-logs': 'Read the audit log.',
  'read:stats': 'See statistics of the whole system.',
  'manage:queues': 'Look into and steer the queues.',
} as const satisfies Record<string, string>;

export type Permission = keyof typeof permissionCatalogue;

/** What a role may hold: a permission of the catalogue or a wildcard. */
export type PermissionGrant = Permission | `*:${string}` | `${string}:*`;

/** What roles and keys may hold in words: of the catalogue, or a wildcard over verbs and resources that are in it. */
export function isPermissionGrant(text: string): text is PermissionGrant {
  if (Object.hasOwn(permissionCatalogue, text) || text === '*:*') return true;
  const [verb, resource, ...rest] = text.split(':');
  if (rest.length > 0) return false;
  const known = Object.keys(permissionCatalogue).map((name) => name.split(':'));
  if (verb === '*') return known.some((parts) => parts[1] === resource);
  return resource === '*' && known.some((parts) => parts[0] === verb);
}

export type Tier = 'free' | 'premium' | 'enterprise';
export type SystemRole = Tier | 'admin';

const free = [
  'read:own-planners',
  'write:own-planners',
  'read:own-profile',
  'write:own-profile',
  'read:own-activities',
  'write:own-activities',
  'read:own-events',
  'write:own-events',
  'read:own-projects',
  'write:own-projects',
  'read:own-plans',
  'write:own-plans',
  'read:own-templates',
  'write:own-templates',
] as const satisfies readonly Permission[];

const premium = [
  ...free,
  'create:unlimited-planners',
  'share:planners',
  'export:planners',
  'use:ai-features',
] as const satisfies readonly Permission[];

const enterprise = [
  ...premium,
  'create:team-planners',
  'manage:team-members',
  'access:advanced-analytics',
  'integrate:external-services',
] as const satisfies readonly Permission[];

/** What each system role holds. System roles cannot be deleted or lose these (spec: identity.md). */
export const systemRoles: Record<SystemRole, readonly PermissionGrant[]> = {
  free,
  premium,
  enterprise,
  admin: ['*:*'],
};
