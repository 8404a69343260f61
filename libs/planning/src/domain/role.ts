import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';

/** What somebody is on one planner. `owner` is kept on the planner itself, the others are memberships. */
export const roles = ['viewer', 'editor', 'admin', 'owner'] as const;
export type Role = (typeof roles)[number];
export type MemberRole = Exclude<Role, 'owner'>;

/**
 * What one may want to do with a planner and all that is in it (spec: planning.md, "Collaboration"):
 * read and comment; write sections, activities and the planner's title, description, colour and tags;
 * manage settings and members; delete and transfer.
 */
export type Intent = 'read' | 'write' | 'manage' | 'own';

const least: Record<Intent, Role> = { read: 'viewer', write: 'editor', manage: 'admin', own: 'owner' };

/** Whether the role is enough for the intent. */
export function allows(role: Role | null, intent: Intent): boolean {
  return role !== null && roles.indexOf(role) >= roles.indexOf(least[intent]);
}

/** The least role that is enough for the intent. */
export function leastRole(intent: Intent): Role {
  return least[intent];
}

/** The memberships that are enough for the intent. */
export function memberRolesFor(intent: Intent): MemberRole[] {
  return (['viewer', 'editor', 'admin'] as const).filter((role) => allows(role, intent));
}

/** 403: it is there, and the caller may not do this with it. Names the role that would be needed. */
export function forbidden(role: Role | null, intent: Intent): DomainError<ErrorCode> {
  const message = role === null ? 'You have no access to this' : `This needs the role ${least[intent]}`;
  return new DomainError<ErrorCode>('FORBIDDEN', message, { requiredRole: least[intent], role });
}
