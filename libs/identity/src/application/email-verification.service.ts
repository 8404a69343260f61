import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, newId, type Id } from '@almanac/kernel';
import { appendEvent, AuditTrail, UnitOfWork, type RequestContext } from '@almanac/platform';
import { MailQuota } from './accounts/mail-quota';
import { invalidMailedToken, MailedTokens } from './mailed-tokens';
import { MailedTokenRepository } from './ports/mailed-token.repository';
import { UserRepository } from './ports/user.repository';

/** A verification link is good for a day. */
export const VERIFICATION_SECONDS = 24 * 3600;
/** Nobody can ask for another one sooner. */
const RESEND_SECONDS = 5 * 60;

/** Proves that an e-mail address belongs to whoever has the account. */
@Injectable()
export class EmailVerificationService {
  constructor(
    private readonly users: UserRepository,
    private readonly mailedTokens: MailedTokenRepository,
    private readonly tokens: MailedTokens,
    private readonly unitOfWork: UnitOfWork,
    private readonly quota: MailQuota,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Uses a mailed token, once.
   * @throws DomainError INVALID_MAILED_TOKEN
   */
  async verify(ctx: RequestContext, token: string): Promise<{ userId: Id; emailVerified: true }> {
    const id = this.tokens.idOf(token, 'verify-email');
    return this.unitOfWork.run(ctx, async (tx) => {
      const used = await this.mailedTokens.use(tx, id, 'verify-email');
      if (!used || !(await this.users.verifyEmail(tx, used.userId, used.emailKey)))
        throw invalidMailedToken();
      await this.mailedTokens.useAll(tx, used.userId, 'verify-email');
      await appendEvent(tx, ctx, {
        name: 'user.email-verified',
        payload: { userId: used.userId },
        resource: { type: 'user', id: used.userId },
      });
      this.audit.record(tx, ctx, {
        action: 'auth.email.verified',
        actor: { type: 'user', id: used.userId },
        resource: { type: 'user', id: used.userId },
      });
      return { userId: used.userId, emailVerified: true };
    });
  }

  /**
   * Asks for another mail. Answer and work are the same for every address, whether anybody has it or not;
   * the worker finds out.
   * @throws DomainError RATE_LIMIT_EXCEEDED within five minutes of the last time it was asked for.
   */
  async resend(ctx: RequestContext, email: string): Promise<void> {
    await this.unitOfWork.run(ctx, async (tx) => {
      const wait = await this.quota.take(tx, 'verify-email', email, 1, RESEND_SECONDS);
      if (wait !== undefined) {
        const message =
          'A verification mail was asked for a moment ago; please wait before asking for another';
        throw new DomainError<ErrorCode>('RATE_LIMIT_EXCEEDED', message, undefined, wait);
      }
      const tokenId = newId();
      await this.mailedTokens.insertForUnverified(tx, tokenId, email, VERIFICATION_SECONDS);
      await appendEvent(tx, ctx, {
        name: 'user.verification-requested',
        payload: { tokenId },
        resource: { type: 'mailed-token', id: tokenId },
      });
    });
  }
}
