import { Injectable } from '@nestjs/common';
import { UnitOfWork, type RequestContext } from '@almanac/platform';
import { invalidMailedToken, MailedTokens } from '../mailed-tokens';
import { AccountRepository } from '../ports/account.repository';
import { MailedTokenRepository } from '../ports/mailed-token.repository';
import { SignInGate } from '../sign-in-gate';
import { NewPasswords } from './new-passwords';
import { PasswordEffects } from './password-effects';

/** Sets passwords by the links of mails. */
@Injectable()
export class PasswordResetService {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly mailedTokens: MailedTokenRepository,
    private readonly tokens: MailedTokens,
    private readonly newPasswords: NewPasswords,
    private readonly effects: PasswordEffects,
    private readonly gate: SignInGate,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Sets a password by a mailed link, once, and ends all sessions. It signs nobody in: a second factor is
   * asked for as ever.
   * @throws DomainError INVALID_MAILED_TOKEN, WEAK_PASSWORD, SERVICE_UNAVAILABLE
   */
  async reset(ctx: RequestContext, token: string, newPassword: string): Promise<void> {
    const id = this.tokens.idOf(token, 'reset-password');
    const passwordHash = await this.newPasswords.hash(ctx, newPassword, 'newPassword');
    await this.unitOfWork.run(ctx, async (tx) => {
      const used = await this.mailedTokens.use(tx, id, 'reset-password');
      const set = used && (await this.accounts.resetPassword(tx, used.userId, used.emailKey, passwordHash));
      if (!used || !set) throw invalidMailedToken();
      await this.gate.forgive(tx, used.emailKey);
      await this.effects.follow(tx, ctx, used.userId, undefined);
      if (!set.wasVerified) await this.effects.handOver(tx, ctx, used.userId);
    });
  }
}
