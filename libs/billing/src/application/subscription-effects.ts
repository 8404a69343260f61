import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type Id } from '@almanac/kernel';
import {
  AccountTiers,
  appendEvent,
  AuditTrail,
  LOGGER,
  type PinoLogger,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { isGranting, statusOf } from '../domain/subscription-state';
import { Notices } from './notices';
import type { StoredSubscription } from './ports/subscription-store';

/** A subscription before and after something was written. */
export interface Change {
  before: StoredSubscription | undefined;
  after: StoredSubscription;
}

/** What follows from a change of subscriptions, in its transaction: the tier, what people are told, the audit log. */
@Injectable()
export class SubscriptionEffects {
  constructor(
    private readonly tiers: AccountTiers,
    private readonly notices: Notices,
    private readonly audit: AuditTrail,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  /** @param standing all of the account's subscriptions, as they are now */
  async apply(
    tx: Transaction,
    context: RequestContext,
    userId: Id,
    standing: readonly StoredSubscription[],
    changes: readonly Change[],
  ): Promise<void> {
    const granting = standing.find((one) => isGranting(one.standing.state));
    for (const change of changes) {
      if (!isNews(change)) continue;
      await this.announce(tx, context, change.after);
      this.record(tx, context, change);
      await this.tell(tx, context, change, granting !== undefined);
    }
    await this.setTier(tx, context, userId, granting);
  }

  /** Said each time: what somebody has changed by hand is put right as well. */
  private async setTier(
    tx: Transaction,
    context: RequestContext,
    userId: Id,
    granting: StoredSubscription | undefined,
  ): Promise<void> {
    try {
      await this.tiers.setPaid(tx, context, userId, granting?.snapshot.plan ?? 'free');
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'NOT_FOUND') throw error;
      this.logger.info({ userId }, 'a subscription changed whose account is gone');
    }
  }

  private async announce(tx: Transaction, context: RequestContext, after: StoredSubscription): Promise<void> {
    const { id, userId, snapshot, standing, version } = after;
    await appendEvent(tx, context, {
      name: 'subscription.changed',
      payload: { userId, subscriptionId: id, plan: snapshot.plan, status: statusOf(standing.state) },
      resource: { type: 'subscription', id, version },
    });
  }

  private record(tx: Transaction, context: RequestContext, { before, after }: Change): void {
    this.audit.record(tx, context, {
      action: 'billing.subscription.updated',
      resource: { type: 'subscription', id: after.id },
      ...(before ? { before: audited(before) } : {}),
      after: { ...audited(after), userId: after.userId },
    });
  }

  /** @param goesOn another one gives a tier, so the end of this one takes nothing away */
  private async tell(
    tx: Transaction,
    context: RequestContext,
    { before, after }: Change,
    goesOn: boolean,
  ): Promise<void> {
    const { userId, snapshot, standing } = after;
    const { plan, id } = snapshot;
    const was = before?.standing.state;
    if (standing.state === 'past_due' && was !== 'past_due' && standing.graceEndsAt) {
      const since = (snapshot.unpaidSince ?? standing.graceEndsAt).getTime();
      const until = standing.graceEndsAt.toISOString();
      await this.notices.tell(tx, context, userId, `failed:${id}:${since}`, {
        what: 'payment-failed',
        plan,
        until,
      });
    }
    if (was !== undefined && isGranting(was) && !isGranting(standing.state) && !goesOn) {
      const unpaid = standing.state === 'expired' || (standing.state === 'lapsed' && standing.autoRenew);
      const time = (standing.expiresAt ?? after.updatedAt).getTime();
      await this.notices.tell(tx, context, userId, `ended:${id}:${time}`, { what: 'ended', plan, unpaid });
    }
  }
}

function isNews({ before, after }: Change): boolean {
  return before === undefined || JSON.stringify(audited(before)) !== JSON.stringify(audited(after));
}

function audited({
  snapshot: { plan, interval },
  standing: { state, autoRenew },
}: StoredSubscription): object {
  return { plan, interval, state, autoRenew };
}
