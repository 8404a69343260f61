import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import { roles, type Role } from '../role';
import type { SharedType } from './shared';

/** What somebody can be on a planner or plan by name; its owner is named on the thing itself (spec: planning.md). */
export const collaboratorRoles = ['viewer', 'editor', 'admin'] as const;
export type CollaboratorRole = (typeof collaboratorRoles)[number];

/** How long an invitation is good for (spec: fine-print.md). */
export const INVITATION_SECONDS = 14 * 24 * 3600;

/** The role by its name; rows and invitations have only the text. */
export function collaboratorRoleOf(text: string | null | undefined): CollaboratorRole | null {
  return collaboratorRoles.find((role) => role === text) ?? null;
}

/** What somebody has who joins: never less than before. */
export function higherRole(one: CollaboratorRole, other: CollaboratorRole | null): CollaboratorRole {
  return other !== null && roles.indexOf(other) > roles.indexOf(one) ? other : one;
}

/** Whether somebody who had the one role and has the other now could no longer send the invitations they sent. */
export function losesInviting(before: Role, now: Role | null): boolean {
  return before === 'admin' && now !== 'admin' && now !== 'owner';
}

/** How many more may join. */
export interface CollaboratorCount {
  accepted: number;
  pending: number;
}

/** Whether so many are too many; `null` is "unlimited". */
export function exceeds(limit: number | null, count: number): boolean {
  return limit !== null && count > limit;
}

/** 403: `settings.allowCollaboration` is false. Who is on the planner already stays on it. */
export function collaborationClosed(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('FORBIDDEN', 'Nobody can join this planner: collaboration is off', {
    reason: 'collaboration-closed',
  });
}

/** 409: they are on it already. */
export function alreadyOn(type: SharedType): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('ALREADY_EXISTS', `They are on this ${type} already`);
}

export function noCollaborator(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('NOT_FOUND', 'There is no such collaborator or open invitation');
}

/** 409: the owner is no collaborator, and only a transfer changes that. */
export function isOwner(type: SharedType): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>(
    'CONFLICT',
    `This is the owner of the ${type}; transfer it to somebody else first, or delete it`,
    { reason: 'owner' },
  );
}

/** Who is on a planner or plan, for its history. */
export function collaboratorChange(
  userId: Id,
  before: Role | null,
  after: Role | null,
): { field: string; before: unknown; after: unknown } {
  const shown = (role: Role | null) => (role === null ? null : { userId, role });
  return { field: 'collaborators', before: shown(before), after: shown(after) };
}
