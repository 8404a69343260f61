import type { ErrorCode, Tier } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';

/**
 * Why a planner is read-only: its owner has more than their tier allows, and this is one of the newest; or it is of a
 * team none of whose owners may have teams any more (docs/limits.md).
 */
export type ReadOnly =
  { reason: 'planner-limit'; limit: number; used: number; tier: Tier } | { reason: 'team-tier' };

/** 403: whoever comes, it can only be looked at. Says why, and what helps. */
export function readOnly(why: ReadOnly): DomainError<ErrorCode> {
  if (why.reason === 'team-tier') {
    return new DomainError<ErrorCode>(
      'FORBIDDEN',
      'What this team has is read-only: none of its owners has a tier with teams. It opens again once one of them has',
      { reason: why.reason, required: ['create:team-planners'] },
    );
  }
  const { reason, limit, used, tier } = why;
  return new DomainError<ErrorCode>(
    'MAX_PLANNERS_REACHED',
    `This planner is read-only: the tier of its owner allows ${limit} planners, and this is not one of the ${limit} oldest. It opens again once older ones are deleted or the owner has a higher tier`,
    { reason, limit, used, tier },
  );
}
