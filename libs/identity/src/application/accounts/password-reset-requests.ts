import { Injectable } from '@nestjs/common';
import { newId } from '@almanac/kernel';
import { appendEvent, AuditTrail, UnitOfWork, type RequestContext } from '@almanac/platform';
import { MailedTokenRepository } from '../ports/mailed-token.repository';
import { MailQuota } from './mail-quota';

/** A link is good for an hour, and three are mailed to an address in an hour. */
const RESET_SECONDS = 3600;
const RESET_MAILS = 3;

/** Mails links to whoever has forgotten their password. */
@Injectable()
export class PasswordResetRequests {
  constructor(
    private readonly mailedTokens: MailedTokenRepository,
    private readonly quota: MailQuota,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  /** Asks for a link. Work and answer are the same for every address; the worker finds out who has it. */
  async ask(ctx: RequestContext, email: string): Promise<void> {
    await this.unitOfWork.run(ctx, async (tx) => {
      const wait = await this.quota.take(tx, 'reset-password', email, RESET_MAILS, RESET_SECONDS);
      if (wait !== undefined) return;
      const tokenId = newId();
      await this.mailedTokens.insertForOpenable(tx, tokenId, 'reset-password', email, RESET_SECONDS);
      const resource = { type: 'mailed-token', id: tokenId };
      await appendEvent(tx, ctx, { name: 'user.password-reset-requested', payload: { tokenId }, resource });
      // Nobody knows yet whether anybody has the address: the entry names neither.
      const actor = { type: 'user', id: null } as const;
      this.audit.record(tx, ctx, { action: 'auth.password.reset-requested', actor });
    });
  }
}
