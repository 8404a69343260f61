import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { appendEvent, AuditTrail, type RequestContext, type Transaction } from '@almanac/platform';
import { LAST_EXPORT_SECONDS, purgeTime } from '../../domain/leaving/retention';
import { AuthorisationChanges } from '../access/authorisation-changes';
import { AccountRepository } from '../ports/account.repository';
import { LeavingRepository } from '../ports/leaving/leaving.repository';
import { SessionService } from '../session.service';
import { DataExportRequests } from './data-export-requests';

export interface AccountDeleted {
  deletedAt: string;
  /** Until then a sign-in restores it. */
  purgeAt: string;
  exportJobId: Id;
}

/** What it means that an account is deleted: nobody and nothing may use it, and its owner gets all that is in it. */
@Injectable()
export class AccountDeparture {
  constructor(
    private readonly repository: LeavingRepository,
    private readonly accounts: AccountRepository,
    private readonly sessions: SessionService,
    private readonly changes: AuthorisationChanges,
    private readonly exports: DataExportRequests,
    private readonly audit: AuditTrail,
  ) {}

  /** The caller holds the account's lock, and has seen that it is active. */
  async begin(tx: Transaction, ctx: RequestContext, userId: Id): Promise<AccountDeleted> {
    const deletedAt = await this.repository.markDeleted(tx, userId);
    await this.sessions.end(tx, ctx, userId, undefined, 'account-deleted');
    await this.accounts.endChallenges(tx, userId);
    await this.changes.ofUser(tx, ctx, userId);
    const exportJobId = await this.exports.begin(tx, ctx, userId, LAST_EXPORT_SECONDS);
    const purgeAt = purgeTime(deletedAt).toISOString();
    const resource = { type: 'user', id: userId };
    await appendEvent(tx, ctx, { name: 'user.deleted', payload: { userId, purgeAt }, resource });
    this.audit.record(tx, ctx, { action: 'user.deleted', resource, after: { purgeAt, exportJobId } });
    return { deletedAt: deletedAt.toISOString(), purgeAt, exportJobId };
  }
}
