import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { appendEvent, AuditTrail, type RequestContext, type Transaction } from '@almanac/platform';
import { AuthorisationChanges } from '../access/authorisation-changes';
import { AccountRepository } from '../ports/account.repository';
import { MailedTokenRepository } from '../ports/mailed-token.repository';
import { SessionService } from '../session.service';

/** What follows from a new password, however it was set: sessions and sign-ins under way end, links are void, the owner is told. */
@Injectable()
export class PasswordEffects {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly mailedTokens: MailedTokenRepository,
    private readonly sessions: SessionService,
    private readonly changes: AuthorisationChanges,
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

  /**
   * The owner of the address has shown up for the first time. Whoever made the account with it may have been somebody
   * else, and must keep no way in: passkeys, API keys and foreign identities go. An authenticator stays, as a mailbox
   * never stands for a second factor.
   */
  async handOver(tx: Transaction, ctx: RequestContext, userId: Id): Promise<void> {
    const forgotten = await this.accounts.forgetWaysIn(tx, userId);
    await this.changes.ofUser(tx, ctx, userId);
    const user = { type: 'user', id: userId } as const;
    const endings = [
      ['auth.oauth.unlinked', forgotten.identities],
      ['auth.passkey.removed', forgotten.passkeys],
      ['apiKey.revoked', forgotten.apiKeys],
    ] as const;
    for (const [action, count] of endings)
      if (count > 0) this.audit.record(tx, ctx, { action, actor: user, resource: user, before: { count } });
  }
}
