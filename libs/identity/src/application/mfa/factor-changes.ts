import { Injectable } from '@nestjs/common';
import type { AuditAction, SecondFactorChange } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import { appendEvent, AuditTrail, type RequestContext, type Transaction } from '@almanac/platform';
import { AuthorisationChanges } from '../access/authorisation-changes';
import { MfaRepository } from '../ports/mfa/mfa.repository';

const actions: Record<SecondFactorChange, AuditAction> = {
  'mfa-enabled': 'auth.mfa.enabled',
  'mfa-disabled': 'auth.mfa.disabled',
  'mfa-reset': 'admin.user.mfa-reset',
  'backup-codes-renewed': 'auth.mfa.backup-codes.renewed',
  'passkey-added': 'auth.passkey.added',
  'passkey-removed': 'auth.passkey.removed',
};

/** What follows when somebody's second factors or passkeys change: a mail, an entry in the audit log, and a look at what they may do now. */
@Injectable()
export class FactorChanges {
  constructor(
    private readonly mfa: MfaRepository,
    private readonly changes: AuthorisationChanges,
    private readonly audit: AuditTrail,
  ) {}

  async announce(
    tx: Transaction,
    ctx: RequestContext,
    userId: Id,
    change: SecondFactorChange,
    passkeyId?: Id,
  ): Promise<void> {
    this.audit.record(tx, ctx, {
      action: actions[change],
      resource: passkeyId === undefined ? { type: 'user', id: userId } : { type: 'passkey', id: passkeyId },
    });
    // What may do nothing before a second factor is set up must hear of it on every replica: sessions, keys, sockets.
    await this.mfa.bumpAuthorisation(tx, userId);
    await this.changes.ofUser(tx, ctx, userId);
    await appendEvent(tx, ctx, {
      name: 'user.second-factor-changed',
      payload: { userId, change },
      resource: { type: 'user', id: userId },
    });
  }
  recordRename(tx: Transaction, ctx: RequestContext, passkeyId: Id, former: string, name: string): void {
    this.audit.record(tx, ctx, {
      action: 'auth.passkey.renamed',
      resource: { type: 'passkey', id: passkeyId },
      before: { name: former },
      after: { name },
    });
  }

  recordSetup(tx: Transaction, ctx: RequestContext, userId: Id): void {
    this.audit.record(tx, ctx, { action: 'auth.mfa.setup-started', resource: { type: 'user', id: userId } });
  }
}
