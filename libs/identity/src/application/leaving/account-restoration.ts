import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { appendEvent, AuditTrail, type RequestContext, type Transaction } from '@almanac/platform';
import { AuthorisationChanges } from '../access/authorisation-changes';
import { LeavingRepository } from '../ports/leaving/leaving.repository';

/** Brings a deleted account back, because its owner has signed in. */
@Injectable()
export class AccountRestoration {
  constructor(
    private readonly repository: LeavingRepository,
    private readonly changes: AuthorisationChanges,
    private readonly audit: AuditTrail,
  ) {}

  /** The caller holds the account's lock, and has seen that it can be restored. */
  async restore(tx: Transaction, ctx: RequestContext, userId: Id): Promise<void> {
    await this.repository.unmarkDeleted(tx, userId);
    await this.changes.ofUser(tx, ctx, userId);
    const account = { type: 'user', id: userId } as const;
    await appendEvent(tx, ctx, { name: 'user.restored', payload: { userId }, resource: account });
    this.audit.record(tx, ctx, { action: 'user.restored', actor: account, resource: account });
  }
}
