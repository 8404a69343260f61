import { Injectable } from '@nestjs/common';
import { sessionOf, UnitOfWork, type RequestContext } from '@almanac/platform';
import { AccountRepository } from '../ports/account.repository';
import { NewPasswords } from './new-passwords';
import { PasswordEffects } from './password-effects';
import { PasswordProof, wrongProof } from './password-proof';
import { ReauthenticationService } from './reauthentication.service';

/** Changes the password of somebody who is signed in and knows the present one. */
@Injectable()
export class PasswordChangeService {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly proof: PasswordProof,
    private readonly newPasswords: NewPasswords,
    private readonly effects: PasswordEffects,
    private readonly reauthentication: ReauthenticationService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Ends the caller's other sessions.
   * @throws DomainError VALIDATION_ERROR on `currentPassword`, WEAK_PASSWORD, ACCOUNT_LOCKED
   */
  async change(ctx: RequestContext, currentPassword: string, newPassword: string): Promise<void> {
    const { userId, sessionId } = sessionOf(ctx);
    const { passwordHash } = await this.proof.check(ctx, currentPassword, 'currentPassword');
    const newHash = await this.newPasswords.hash(ctx, newPassword, 'newPassword');
    await this.unitOfWork.run(ctx, async (tx) => {
      // Of two changes at once the second was proved by a password that no longer holds.
      if (!(await this.accounts.replacePassword(tx, userId, passwordHash, newHash)))
        throw wrongProof('currentPassword');
      await this.reauthentication.note(tx, sessionId);
      await this.effects.follow(tx, ctx, userId, sessionId);
    });
  }
}
