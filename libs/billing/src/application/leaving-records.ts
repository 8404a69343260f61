import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { AuditTrail, UnitOfWork, type RequestContext } from '@almanac/platform';
import { Notices } from './notices';
import { AccountStore } from './ports/account-store';
import { SubscriptionStore } from './ports/subscription-store';

/** What is read and written down of people who leave and come back. */
@Injectable()
export class LeavingRecords {
  constructor(
    readonly accounts: AccountStore,
    readonly subscriptions: SubscriptionStore,
    private readonly notices: Notices,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** A subscription goes on; told once, however many jobs have seen to it. */
  async resumed(context: RequestContext, userId: Id): Promise<void> {
    await this.unitOfWork.run(context, async (tx) => {
      if (!(await this.accounts.forgetStopped(tx, userId))) return;
      const current = await this.subscriptions.current(tx, userId);
      if (!current) return;
      const { id, snapshot, standing } = current;
      const at = standing.expiresAt?.toISOString() ?? null;
      const notice = { what: 'renewal-resumed' as const, plan: snapshot.plan, at };
      await this.notices.tell(tx, context, userId, `resumed:${snapshot.id}:${newId()}`, notice);
      this.audit.record(tx, context, {
        action: 'billing.subscription.resumed',
        resource: { type: 'subscription', id },
        after: { reason: 'account-restored' },
      });
    });
  }
}
