import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import type { TeamStanding } from '@almanac/platform';

/** @throws DomainError NOT_FOUND where there is no such team */
export function seenTeam(standing: TeamStanding | undefined): TeamStanding {
  if (standing) return standing;
  throw new DomainError<ErrorCode>('NOT_FOUND', 'Team not found');
}

/** 403: the team is there, and the caller does not belong to it. */
export function notOfTeam(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('FORBIDDEN', 'You do not belong to this team', {
    requiredRole: 'member',
    role: null,
  });
}
