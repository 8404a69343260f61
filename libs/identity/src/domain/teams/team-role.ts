import { teamRoles, type ErrorCode, type TeamRole } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';

/**
 * What one may want of a team: see it, its members and its planners; change it and look after its members;
 * delete it.
 */
export type TeamIntent = 'read' | 'manage' | 'own';

const least: Record<TeamIntent, TeamRole> = { read: 'member', manage: 'manager', own: 'owner' };

export function leastTeamRole(intent: TeamIntent): TeamRole {
  return least[intent];
}

/** Whether the role is enough for the intent. */
export function teamAllows(role: TeamRole | null, intent: TeamIntent): boolean {
  return role !== null && !isAbove(least[intent], role);
}

export function isAbove(one: TeamRole, other: TeamRole): boolean {
  return teamRoles.indexOf(one) > teamRoles.indexOf(other);
}

/** Roles that somebody with this one may not give, nor touch in others. */
export function rolesAbove(role: TeamRole | null): TeamRole[] {
  return teamRoles.filter((one) => role === null || isAbove(one, role));
}

/** The role by its name; people who read SQL rows and invitations have only the text. */
export function teamRoleOf(text: string | null): TeamRole | null {
  return teamRoles.find((role) => role === text) ?? null;
}

/** 403: the team is there, and the caller may not do this with it. */
export function teamForbidden(role: TeamRole | null, intent: TeamIntent): DomainError<ErrorCode> {
  const message =
    role === null ? 'You do not belong to this team' : `This needs the role ${least[intent]} in the team`;
  return new DomainError<ErrorCode>('FORBIDDEN', message, { requiredRole: least[intent], role });
}

/** @throws DomainError FORBIDDEN: nobody grants, or takes, more than they have themselves. */
export function refuseAbove(own: TeamRole, touched: TeamRole): void {
  if (!isAbove(touched, own)) return;
  throw new DomainError<ErrorCode>('FORBIDDEN', `As a ${own} you cannot give or take the role ${touched}`, {
    requiredRole: touched,
    role: own,
  });
}
