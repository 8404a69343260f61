import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, newId, emailKey } from '@almanac/kernel';
import {
  appendEvent,
  AuditTrail,
  Config,
  invalid,
  sessionOf,
  UnitOfWork,
  type RequestContext,
} from '@almanac/platform';
import { EmailChangeRepository } from '../ports/email-change.repository';
import { MailedTokenRepository } from '../ports/mailed-token.repository';
import { UserRepository } from '../ports/user.repository';
import { emailTaken } from './email-taken';
import { PasswordProof } from './password-proof';

/** The links are good for a day; three changes may be asked for in an hour, as each mails a stranger. */
const CHANGE_SECONDS = 24 * 3600;
const CHANGES = 3;
const QUOTA_SECONDS = 3600;

export interface EmailChangeAsked {
  newEmail: string;
  expiresAt: string;
}

/** Begins changes of addresses: the owners of both, the old one and the new, are asked. */
@Injectable()
export class EmailChangeRequests {
  constructor(
    private readonly changes: EmailChangeRepository,
    private readonly users: UserRepository,
    private readonly mailedTokens: MailedTokenRepository,
    private readonly proof: PasswordProof,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly config: Config,
  ) {}

  /** @throws DomainError VALIDATION_ERROR, ALREADY_EXISTS, RATE_LIMIT_EXCEEDED, ACCOUNT_LOCKED */
  async ask(ctx: RequestContext, newEmail: string, password: string): Promise<EmailChangeAsked> {
    const { userId } = sessionOf(ctx);
    const { email: oldEmail } = await this.proof.check(ctx, password, 'password');
    if (emailKey(newEmail) === emailKey(oldEmail)) {
      const message = 'newEmail is the address that the account has already';
      throw invalid([{ field: 'newEmail', message, rule: 'different' }]);
    }
    return this.unitOfWork.run(ctx, async (tx) => {
      const wait = await this.mailedTokens.takeFromQuota(
        tx,
        `change-email:${userId}`,
        CHANGES,
        QUOTA_SECONDS,
      );
      if (wait !== undefined) {
        const message = 'Another address was asked for a few times already; please wait';
        throw new DomainError<ErrorCode>('RATE_LIMIT_EXCEEDED', message, undefined, wait);
      }
      // A server that conceals who is registered finds it out when the mail is written, and sends none.
      if (!this.config.REGISTRATION_CONCEALS && (await this.users.findIdByEmail(tx, newEmail)))
        throw emailTaken();
      const id = newId();
      const expiresAt = await this.changes.begin(tx, { id, userId, oldEmail, newEmail }, CHANGE_SECONDS);
      const resource = { type: 'user', id: userId };
      for (const side of ['old', 'new'] as const) {
        const payload = { userId, changeId: id, side };
        await appendEvent(tx, ctx, { name: 'user.email-change-requested', payload, resource });
      }
      this.audit.record(tx, ctx, { action: 'auth.email.change-requested', resource });
      return { newEmail, expiresAt: expiresAt.toISOString() };
    });
  }
}
