import { teamRoles, type ErrorCode, type TeamRole } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';

/**
 * What somebody is on one planner. A person who owns it is named on the planner itself, everybody else is a member:
 * collaborators by name, and those whom the team that owns it brings, its owners as `owner`.
 */
export const roles = ['viewer', 'editor', 'admin', 'owner'] as const;
export type Role = (typeof roles)[number];

/**
 * What one may want to do with a planner and all that is in it (spec: planning.md, "Collaboration"):
 * read and comment; write sections, activities and the planner's title, description, colour and tags;
 * see whom it is shared with, and take that back; manage settings and members; delete and transfer.
 */
export type Intent = 'read' | 'comment' | 'write' | 'oversee' | 'manage' | 'own';

const least: Record<Intent, Role> = {
  read: 'viewer',
  comment: 'viewer',
  write: 'editor',
  oversee: 'admin',
  manage: 'admin',
  own: 'owner',
};

/** What nobody may do with a planner that is read-only. */
const changing: ReadonlySet<Intent> = new Set<Intent>(['comment', 'write', 'manage']);

/** Whether the intent is refused on what is read-only: all but to look at it, to share it less, and to be rid of it. */
export function changes(intent: Intent): boolean {
  return changing.has(intent);
}

/** Whether the role is enough for the intent. */
export function allows(role: Role | null, intent: Intent): boolean {
  return role !== null && roles.indexOf(role) >= roles.indexOf(least[intent]);
}

/** The least role that is enough for the intent. */
export function leastRole(intent: Intent): Role {
  return least[intent];
}

/** The roles that are enough for the intent. */
export function rolesFor(intent: Intent): Role[] {
  return roles.filter((role) => allows(role, intent));
}

/** A role by its name, which is all that rows have; null for none. */
export function roleOf(text: string | null): Role | null {
  return roles.find((role) => role === text) ?? null;
}

/** The role, or the other where that is worth more. */
export function atLeast(role: Role | null, floor: Role | null): Role | null {
  const worth = (one: Role | null) => (one === null ? -1 : roles.indexOf(one));
  return worth(floor) > worth(role) ? floor : role;
}

/** What a role in the team that owns a planner is worth on it (a trigger keeps the same: migrations/1763800070000-teams.ts). */
const byTeam: Record<TeamRole, Role> = { member: 'editor', manager: 'admin', owner: 'owner' };

export function roleByTeam(role: TeamRole): Role {
  return byTeam[role];
}

/** The role in the team that brings this one on its planners; null where none does. */
export function teamRoleBehind(role: Role | null): TeamRole | null {
  return teamRoles.find((one) => byTeam[one] === role) ?? null;
}

/** 403: it is there, and the caller may not do this with it. Names the role that would be needed. */
export function forbidden(role: Role | null, intent: Intent): DomainError<ErrorCode> {
  const message = role === null ? 'You have no access to this' : `This needs the role ${least[intent]}`;
  return new DomainError<ErrorCode>('FORBIDDEN', message, { requiredRole: least[intent], role });
}
