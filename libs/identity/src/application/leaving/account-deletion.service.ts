import { Injectable } from '@nestjs/common';
import { sessionOf, UnitOfWork, type RequestContext } from '@almanac/platform';
import { wrongProof } from '../accounts/password-proof';
import { LastAdmin } from '../last-admin';
import { AccountRepository } from '../ports/account.repository';
import { UserRepository } from '../ports/user.repository';
import { LastOwner } from '../teams/last-owner';
import { AccountDeparture, type AccountDeleted } from './account-departure';
import { sessionHasEnded } from './data-export-requests';
import { OwnerProof } from './owner-proof';

/** Lets people delete their own account, once they have proved that it is theirs. */
@Injectable()
export class AccountDeletionService {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly users: UserRepository,
    private readonly proof: OwnerProof,
    private readonly lastAdmin: LastAdmin,
    private readonly lastOwner: LastOwner,
    private readonly departure: AccountDeparture,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Ends all sessions and stops all API keys. For 30 days a sign-in restores the account.
   * @param password of the account; where it has none, a recent proof of identity counts
   * @throws DomainError VALIDATION_ERROR on `password`, ACCOUNT_LOCKED, REAUTHENTICATION_REQUIRED, INVALID_TOKEN, and
   *   CONFLICT for the last admin, and for the last owner of a team
   */
  async delete(ctx: RequestContext, password: string | undefined): Promise<AccountDeleted> {
    const { userId } = sessionOf(ctx);
    const passwordHash = await this.proof.check(ctx, password);
    return this.unitOfWork.run(ctx, async (tx) => {
      // Before any account is locked: that is the order of locks that everybody keeps to.
      await this.lastAdmin.refuseLoss(tx, userId);
      await this.lastOwner.hold(tx, userId);
      if ((await this.users.lock(tx, userId))?.status !== 'active') throw sessionHasEnded();
      await this.lastOwner.refuseLoss(tx, userId);
      // A password that was changed while this one was checked proves nothing any more.
      const account = await this.accounts.credentials(tx, userId);
      if (account?.passwordHash !== passwordHash) throw wrongProof('password');
      return this.departure.begin(tx, ctx, userId);
    });
  }
}
