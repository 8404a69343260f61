import { Inject, Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import {
  Database,
  JobQueue,
  LOGGER,
  UnitOfWork,
  type PinoLogger,
  type RequestContext,
} from '@almanac/platform';
import type { SubscriptionSnapshot } from '../domain/snapshot';
import { isGranting, isOver } from '../domain/subscription-state';
import { DuplicateSubscriptions } from './duplicate-subscriptions';
import { BillingCounts } from './ports/billing-counts';
import { AccountStore } from './ports/account-store';
import { PaymentProvider, ProviderAwayError, type ListedSubscription } from './ports/payment-provider';
import {
  ReconciliationStore,
  type Difference,
  type DifferenceKind,
  type Reconciliation,
} from './ports/reconciliation-store';
import type { Refund } from './ports/refund-store';
import { SubscriptionStore, type StoredSubscription } from './ports/subscription-store';
import { SubscriptionSync } from './subscription-sync';

/** Pages in one job; then another goes on, so that none runs into the time limit of the queue. */
const PAGES = 10;
const PAGE = 100;

/** What a comparison reads and writes. */
@Injectable()
export class ReconciliationRecords {
  constructor(
    readonly runs: ReconciliationStore,
    readonly accounts: AccountStore,
    readonly subscriptions: SubscriptionStore,
    readonly counts: BillingCounts,
    @Inject(LOGGER) readonly logger: PinoLogger,
  ) {}
}

/**
 * Compares with the provider, both ways, and mends what differs on the same path as events do. It goes page by page, and
 * where it stands is written down: one that is cut off goes on from there.
 */
@Injectable()
export class ReconciliationService {
  constructor(
    private readonly records: ReconciliationRecords,
    private readonly provider: PaymentProvider,
    private readonly sync: SubscriptionSync,
    private readonly duplicates: DuplicateSubscriptions,
    private readonly queue: JobQueue,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Begins a comparison, or goes on with the one that is under way. @throws ProviderAwayError, ProviderRefusedError */
  async begin(context: RequestContext): Promise<void> {
    if (!this.provider.isOn) return;
    const { id } = await this.records.runs.begin(this.database);
    await this.goOn(context, id);
  }

  /** A few pages. @throws ProviderAwayError, ProviderRefusedError */
  async goOn(context: RequestContext, id: Id): Promise<void> {
    for (let page = 0; page < PAGES; page += 1) {
      const run = await this.records.runs.find(this.database, id);
      if (!run || run.phase === 'done') return;
      const isMine =
        run.phase === 'stripe' ? await this.pageOfTheirs(context, run) : await this.pageOfOurs(context, run);
      if (!isMine) return;
    }
    const next = { eventId: newId(), origin: context.origin };
    await this.queue.add('billing', 'reconcile-on', { reconciliationId: id }, next);
  }

  private async pageOfTheirs(context: RequestContext, run: Reconciliation): Promise<boolean> {
    const { subscriptions, next } = await this.provider.livingSubscriptions(
      context,
      run.position ?? undefined,
    );
    const ids = subscriptions.map(({ id }) => id);
    const known = await this.records.subscriptions.seen(this.database, run.id, ids);
    for (const one of subscriptions) {
      const ours = known.find(({ snapshot }) => snapshot.id === one.id);
      await this.compared(context, run, one, ours);
    }
    const to =
      next === undefined
        ? { phase: 'local' as const, position: null }
        : { phase: 'stripe' as const, position: next };
    return this.advance(context, run, to, subscriptions.length);
  }

  private async pageOfOurs(context: RequestContext, run: Reconciliation): Promise<boolean> {
    const after = run.position ?? undefined;
    const unseen = await this.records.subscriptions.unseen(this.database, run.id, after, PAGE);
    for (const ours of unseen)
      await this.mend(context, run, 'missing-there', ours.snapshot, {
        here: ours.snapshot,
        userId: ours.userId,
      });
    const last = unseen.length < PAGE ? undefined : unseen.at(-1)?.id;
    const to =
      last === undefined
        ? { phase: 'done' as const, position: null }
        : { phase: 'local' as const, position: last };
    return this.advance(context, run, to, unseen.length);
  }

  private async compared(
    context: RequestContext,
    run: Reconciliation,
    { id, customerId, snapshot: there }: ListedSubscription,
    ours: StoredSubscription | undefined,
  ): Promise<void> {
    const here = ours?.snapshot;
    // Of a price that is none of ours: the operator sells other things as well.
    if (!there) {
      if (here && isGranting(ours.standing.state))
        await this.mend(context, run, 'unlike', here, { here, userId: ours.userId });
      return;
    }
    if (here && !isOver(ours.standing.state)) {
      if (!isAlike(here, there))
        await this.mend(context, run, 'unlike', there, { here, there, userId: ours.userId });
      return;
    }
    const account = await this.records.accounts.findByCustomer(this.database, customerId);
    if (account)
      return this.mend(context, run, 'missing-here', there, { here, there, userId: account.userId });
    await this.note(run, { ...differing({ there, userId: null }), kind: 'nobodys', subject: id });
  }

  /** What is found is noted before it is mended: whoever goes on after a crash, or beside us, would not find it any more. */
  private async mend(
    context: RequestContext,
    run: Reconciliation,
    kind: DifferenceKind,
    { id: subject, customerId }: SubscriptionSnapshot,
    sides: Sides,
  ): Promise<void> {
    const difference = { ...differing(sides), kind, subject };
    await this.note(run, difference);
    const outcome = await this.sync.attempt(context, customerId);
    if (outcome === 'away') throw new ProviderAwayError('Stripe went away over a comparison', undefined);
    if (outcome === 'done') await this.note(run, { ...difference, repaired: true });
  }

  private async note({ id }: Reconciliation, difference: Difference): Promise<void> {
    if (!(await this.records.runs.note(this.database, id, difference))) return;
    const { kind, subject, userId } = difference;
    this.records.counts.add('difference', kind);
    this.records.logger.warn(
      { kind, subscription: subject, userId },
      'a subscription here differs from Stripe’s',
    );
  }

  private async advance(
    context: RequestContext,
    run: Reconciliation,
    to: Pick<Reconciliation, 'phase' | 'position'>,
    checked: number,
  ): Promise<boolean> {
    // Asked before the transaction, which must not wait for Stripe.
    const cameBack = to.phase === 'done' ? await this.duplicates.cameBack(context) : [];
    return this.unitOfWork.run(context, async (tx) => {
      if (!(await this.records.runs.advance(tx, run, to, checked))) return false;
      const doubled = to.phase === 'done' ? await this.duplicates.report(tx, context, cameBack) : [];
      for (const difference of doubled.map(differenceOf))
        await this.records.runs.note(tx, run.id, difference);
      return true;
    });
  }
}

/** How a subscription is here and there, where it is at all, and whose. */
interface Sides {
  here?: SubscriptionSnapshot | undefined;
  there?: SubscriptionSnapshot;
  userId: Id | null;
}

function differing({ here, there, userId }: Sides): Omit<Difference, 'kind' | 'subject'> {
  return { userId, here: here ? told(here) : null, there: there ? told(there) : null, repaired: false };
}

/** A second subscription that was ended; `repaired` once the money has gone back. */
function differenceOf({ subscriptionId, userId, plan, interval, status, refunded }: Refund): Difference {
  const there = { plan, interval, status, ...refunded };
  const repaired = status === 'done';
  return { kind: 'doubled', subject: subscriptionId, userId, here: null, there, repaired };
}

function isAlike(ours: SubscriptionSnapshot, theirs: SubscriptionSnapshot): boolean {
  return JSON.stringify(told(ours)) === JSON.stringify(told(theirs));
}

/** What is compared, and shown where it differs. */
function told({
  plan,
  interval,
  stripeStatus,
  periodEndsAt,
  cancelAt,
  customerId,
}: SubscriptionSnapshot): object {
  return { plan, interval, stripeStatus, periodEndsAt, cancelAt, customerId };
}
