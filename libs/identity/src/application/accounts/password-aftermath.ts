import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { appendEvent, AuditTrail, type RequestContext, type Transaction } from '@almanac/platform';
import { AccountRepository } from '../ports/account.repository';
import { MailedTokenRepository } from '../ports/mailed-token.repository';
import { SessionService } from '../session.service';

/** What follows from a new password, however it was set: sessions and sign-ins under way end, links are void, the owner is told. */
@Injectable()
export class PasswordAftermath {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly mailedTokens: MailedTokenRepository,
    private readonly sessions: SessionService,
    private readonly audit: AuditTrail,
  ) {}

  /** @param keep the session that changed it; undefined where none did */
  async follow(tx: Transaction, ctx: RequestContext, userId: Id, keep: Id | undefined): Promise<void> {
    await this.mailedTokens.useAll(tx, userId, 'reset-password');
    await this.accounts.endChallenges(tx, userId);
    if (keep === undefined) await this.sessions.end(tx, ctx, userId, undefined, 'password-reset');
    else await this.sessions.endOthers(tx, ctx, userId, keep, 'password-changed');
    const user = { type: 'user', id: userId } as const;
    this.audit.record(tx, ctx, {
      action: keep === undefined ? 'auth.password.reset' : 'auth.password.changed',
      actor: user,
      resource: user,
    });
    await appendEvent(tx, ctx, { name: 'user.password-changed', payload: { userId }, resource: user });
  }
}
