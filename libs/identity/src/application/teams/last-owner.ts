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
   * To be called in the transaction that takes the account, before it locks it: whoever changes a team locks that
   * first. Of two owners who leave at once, the second sees what the first has done.
   */
  async hold(tx: Transaction, userId: Id): Promise<void> {
    await this.teams.lockOwnedBy(tx, userId);
  }

  /**
   * To be called once the account is locked, too. A team may have come to be theirs alone since `hold`; who leaves one
   * from now on asks for the account's lock, and waits.
   * @throws DomainError CONFLICT with the teams that nobody else owns
   */
  async refuseLoss(tx: Transaction, userId: Id): Promise<void> {
    const alone = await this.teams.ownedAlone(tx, userId);
    if (alone.length === 0) return;
    throw new DomainError<ErrorCode>(
      'CONFLICT',
      'You are the last owner of a team; make somebody else an owner first, or delete the team',
      { reason: 'last-owner', teams: alone },
    );
  }
}
