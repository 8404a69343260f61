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
import { Doubles } from './doubles';
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
export class ReconciliationBooks {
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
    private readonly books: ReconciliationBooks,
    private readonly provider: PaymentProvider,
    private readonly sync: SubscriptionSync,
    private readonly doubles: Doubles,
    private readonly queue: JobQueue,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Begins a comparison, or goes on with the one that is under way. @throws ProviderAwayError, ProviderRefusedError */
  async begin(context: RequestContext): Promise<void> {
    if (!this.provider.isOn) return;
    const { id } = await this.books.runs.begin(this.database);
    await this.goOn(context, id);
  }

  /** A few pages. @throws ProviderAwayError, ProviderRefusedError */
  async goOn(context: RequestContext, id: Id): Promise<void> {
    for (let page = 0; page < PAGES; page += 1) {
      const run = await this.books.runs.find(this.database, id);
      if (!run || run.phase === 'done') return;
      const isMine =
        run.phase === 'stripe' ? await this.pageOfTheirs(context, run) : await this.pageOfOurs(context, run);
      if (!isMine) return;
    }
    const next = { eventId: newId(), requestId: context.requestId };
    await this.queue.add('billing', 'reconcile-on', { reconciliationId: id }, next);
  }

  private async pageOfTheirs(context: RequestContext, run: Reconciliation): Promise<boolean> {
    const { subscriptions, next } = await this.provider.livingSubscriptions(run.position ?? undefined);
    const ids = subscriptions.map(({ id }) => id);
    const known = await this.books.subscriptions.seen(this.database, run.id, ids);
    const found: Difference[] = [];
    for (const one of subscriptions)
      found.push(
        ...(await this.compared(
          context,
          one,
          known.find(({ snapshot }) => snapshot.id === one.id),
        )),
      );
    const to =
      next === undefined
        ? { phase: 'local' as const, position: null }
        : { phase: 'stripe' as const, position: next };
    return this.advance(context, run, to, subscriptions.length, found);
  }

  private async pageOfOurs(context: RequestContext, run: Reconciliation): Promise<boolean> {
    const after = run.position ?? undefined;
    const unseen = await this.books.subscriptions.unseen(this.database, run.id, after, PAGE);
    const found: Difference[] = [];
    for (const ours of unseen) found.push(await this.mended(context, 'missing-there', ours, undefined));
    const last = unseen.length < PAGE ? undefined : unseen.at(-1)?.id;
    const to =
      last === undefined
        ? { phase: 'done' as const, position: null }
        : { phase: 'local' as const, position: last };
    return this.advance(context, run, to, unseen.length, found);
  }

  private async compared(
    context: RequestContext,
    { id, customerId, snapshot }: ListedSubscription,
    ours: StoredSubscription | undefined,
  ): Promise<Difference[]> {
    // Of a price that is none of ours: the operator sells other things as well.
    if (!snapshot)
      return ours && isGranting(ours.standing.state)
        ? [await this.mended(context, 'unlike', ours, undefined)]
        : [];
    if (ours && !isOver(ours.standing.state))
      return isAlike(ours.snapshot, snapshot) ? [] : [await this.mended(context, 'unlike', ours, snapshot)];
    const account = await this.books.accounts.findByCustomer(this.database, customerId);
    if (account) return [await this.mended(context, 'missing-here', ours, snapshot, account.userId)];
    return [
      { kind: 'nobodys', subject: id, userId: null, here: null, there: told(snapshot), repaired: false },
    ];
  }

  private async mended(
    context: RequestContext,
    kind: DifferenceKind,
    ours: StoredSubscription | undefined,
    theirs: SubscriptionSnapshot | undefined,
    userId = ours?.userId ?? null,
  ): Promise<Difference> {
    const customerId = theirs?.customerId ?? ours?.snapshot.customerId ?? '';
    const outcome = await this.sync.attempt(context, customerId);
    if (outcome === 'away') throw new ProviderAwayError('Stripe went away over a comparison', undefined);
    return {
      kind,
      subject: theirs?.id ?? ours?.snapshot.id ?? '',
      userId,
      here: ours ? told(ours.snapshot) : null,
      there: theirs ? told(theirs) : null,
      repaired: outcome === 'done',
    };
  }

  private async advance(
    context: RequestContext,
    run: Reconciliation,
    to: Pick<Reconciliation, 'phase' | 'position'>,
    checked: number,
    found: readonly Difference[],
  ): Promise<boolean> {
    for (const { kind, subject, userId } of found) {
      this.books.counts.add('difference', kind);
      this.books.logger.warn(
        { kind, subscription: subject, userId },
        'a subscription here differs from Stripe’s',
      );
    }
    // Asked before the transaction, which must not wait for Stripe.
    const cameBack = to.phase === 'done' ? await this.doubles.cameBack() : [];
    return this.unitOfWork.run(context, async (tx) => {
      if (!(await this.books.runs.advance(tx, run, to, checked))) return false;
      const doubled = to.phase === 'done' ? await this.doubles.report(tx, context, cameBack) : [];
      for (const difference of [...found, ...doubled.map(differenceOf)])
        await this.books.runs.note(tx, run.id, difference);
      return true;
    });
  }
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
