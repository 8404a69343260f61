import type { ErrorCode } from '@almanac/contracts';
import { DomainError, notFound } from '@almanac/kernel';
import type { HeldTeam, TeamStanding } from '@almanac/platform';
import { readOnly } from '../domain/read-only';

/** @throws DomainError NOT_FOUND where there is no such team */
export function seenTeam<Standing extends TeamStanding>(standing: Standing | undefined): Standing {
  if (standing) return standing;
  throw notFound('Team');
}

/**
 * The team, which is held, for whoever makes something for it.
 * @throws DomainError NOT_FOUND, FORBIDDEN for who does not belong to it, and where what it has is read-only
 */
export function madeFor(held: HeldTeam | undefined): TeamStanding {
  const team = seenTeam(held);
  if (!team.makes) throw notOfTeam();
  if (team.lapsed) throw readOnly({ reason: 'team-tier' });
  return team;
}

/** 403: the team is there, and the caller does not belong to it. */
export function notOfTeam(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('FORBIDDEN', 'You do not belong to this team', {
    requiredRole: 'member',
    role: null,
  });
}
