import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import type { Transaction } from '@almanac/platform';
import { TeamRepository } from '../ports/team.repository';

/** A team always has an owner whose account is there: the last one cannot delete theirs. */
@Injectable()
export class LastOwner {
  constructor(private readonly teams: TeamRepository) {}

  /**
   * To be called in the transaction that takes the account, before it locks it: whoever changes a team locks that first.
   * @throws DomainError CONFLICT with the teams that nobody else owns
   */
  async refuseLoss(tx: Transaction, userId: Id): Promise<void> {
    const alone: { id: Id; name: string }[] = [];
    for (const team of await this.teams.lockOwnedBy(tx, userId)) {
      if (!(await this.teams.hasOtherOwner(tx, team.id, userId))) alone.push(team);
    }
    if (alone.length === 0) return;
    throw new DomainError<ErrorCode>(
      'CONFLICT',
      'You are the last owner of a team; make somebody else an owner first, or delete the team',
      { reason: 'last-owner', teams: alone },
    );
  }
}
