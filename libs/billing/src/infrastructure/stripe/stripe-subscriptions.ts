import { Injectable } from '@nestjs/common';
import type { RequestContext } from '@almanac/platform';
import {
  ProviderRefusedError,
  type CustomerSubscriptions,
  type ListedSubscription,
} from '../../application/ports/payment-provider';
import { isEnded, type SubscriptionSnapshot } from '../../domain/snapshot';
import { ALL, PAGE, StripeClient } from './stripe-client';
import { StripePrices } from './stripe-prices';
import {
  invoiceShape,
  readAs,
  subscriptionOf,
  subscriptionShape,
  type SeenSubscription,
} from './stripe-shapes';
import { at, periodOf, toSnapshot } from './to-snapshot';

const OVERDUE: ReadonlySet<string> = new Set(['past_due', 'unpaid']);

/** Subscriptions as Stripe has them. */
@Injectable()
export class StripeSubscriptions {
  constructor(
    private readonly client: StripeClient,
    private readonly prices: StripePrices,
  ) {}

  async of(context: RequestContext, customerId: string): Promise<CustomerSubscriptions | undefined> {
    const found: CustomerSubscriptions = { ours: [], others: [] };
    const all = await this.client.find(context, (stripe) =>
      stripe.subscriptions.list({ customer: customerId, status: 'all', ...PAGE }).autoPagingToArray(ALL),
    );
    if (!all || all.length === 0) return (await this.isThere(context, customerId)) ? found : undefined;
    for (const one of all.map((answer) => readAs(subscriptionShape, answer))) {
      const snapshot = await this.snapshotOf(context, one);
      if (snapshot) found.ours.push(snapshot);
      else if (!isEnded(one.status)) found.others.push(one.id);
    }
    return found;
  }

  /**
   * A customer who was deleted has nothing any more. One whom Stripe has never heard of is another account's, or of its
   * test mode: the key here was changed, and nothing may be concluded from that.
   */
  private async isThere(context: RequestContext, customerId: string): Promise<boolean> {
    const customer = await this.client.find(context, (stripe) => stripe.customers.retrieve(customerId));
    if (customer) return customer.deleted !== true;
    const message = 'Stripe does not know the customer: is the key another account’s?';
    throw new ProviderRefusedError(message, 'missing');
  }

  /** A page of those that are alive, of whatever price. */
  async living(
    context: RequestContext,
    after: string | undefined,
  ): Promise<{ subscriptions: ListedSubscription[]; next: string | undefined }> {
    const page = await this.client.call(context, (stripe) =>
      stripe.subscriptions.list({ ...PAGE, ...(after === undefined ? {} : { starting_after: after }) }),
    );
    const subscriptions: ListedSubscription[] = [];
    for (const answer of page.data) {
      // One that cannot be read keeps nobody from the others.
      const { data: one } = subscriptionShape.safeParse(answer);
      if (!one) subscriptions.push({ id: answer.id, customerId: '', snapshot: undefined });
      // Stripe leaves out what was cancelled, and not what was never paid for the first time.
      else if (!isEnded(one.status))
        subscriptions.push({
          id: one.id,
          customerId: one.customer,
          snapshot: await this.snapshotOf(context, one),
        });
    }
    return { subscriptions, next: page.has_more ? page.data.at(-1)?.id : undefined };
  }

  /** Nothing where it is of a price, or in a state, that we do not know. */
  private async snapshotOf(
    context: RequestContext,
    subscription: SeenSubscription,
  ): Promise<SubscriptionSnapshot | undefined> {
    const price = subscription.items.data[0]?.price;
    const as = price && (await this.prices.meaningOf(context, price, subscription.metadata));
    if (!as) return undefined;
    const unpaidSince = OVERDUE.has(subscription.status)
      ? await this.unpaidSince(context, subscription)
      : null;
    return toSnapshot(subscription, as, unpaidSince);
  }

  /**
   * Stripe does not keep it: the first of the open invoices whose payment was tried; where none is, the beginning of the
   * period that is to be paid for.
   */
  private async unpaidSince(context: RequestContext, subscription: SeenSubscription): Promise<Date | null> {
    const { id } = subscription;
    const { data } = await this.client.call(context, (stripe) =>
      stripe.invoices.list({ subscription: id, status: 'open', ...PAGE }),
    );
    const tried = data
      .map((answer) => readAs(invoiceShape, answer))
      .filter((invoice) => invoice.attempted !== false && (subscriptionOf(invoice) ?? id) === id)
      .map(({ status_transitions, created }) => status_transitions?.finalized_at ?? created);
    if (tried.length > 0) return at(Math.min(...tried));
    const begun = periodOf(subscription).start;
    return typeof begun === 'number' ? at(begun) : null;
  }
}
