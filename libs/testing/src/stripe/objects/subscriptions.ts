import { DateTime } from 'luxon';
import type Stripe from 'stripe';
import { newId, type World } from '../world';
import { makeLine } from './invoices';
import { planOf } from './catalogue';

/** What a subscription looks like, its periods, and what a part of a period costs. */

export interface SubscriptionWish {
  customer: Stripe.Customer;
  items: { price: Stripe.Price; quantity: number; metadata?: Record<string, string> }[];
  metadata: Record<string, string>;
  description?: string | null | undefined;
  /** Seconds; none when it is not later than now. */
  trialEnd?: number | undefined;
  card?: string | null | undefined;
  cancelAtPeriodEnd?: boolean | undefined;
  missingCard?: 'cancel' | 'create_invoice' | 'pause' | undefined;
}

export function makeSubscription(world: World, wish: SubscriptionWish): Stripe.Subscription {
  const id = newId('sub_1');
  const clock = wish.customer.test_clock ?? null;
  const now = world.now(clock);
  const trialEnd = wish.trialEnd !== undefined && wish.trialEnd > now ? wish.trialEnd : null;
  const anchor = trialEnd ?? now;
  const first = wish.items[0]?.price;
  const end = trialEnd ?? (first ? nextBoundary(anchor, first, now) : now);
  return world.subscriptions.put({
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: anchor,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible' },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: wish.cancelAtPeriodEnd ? end : null,
    cancel_at_period_end: wish.cancelAtPeriodEnd ?? false,
    canceled_at: wish.cancelAtPeriodEnd ? now : null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: 'charge_automatically',
    created: now,
    currency: first?.currency ?? 'eur',
    customer: wish.customer.id,
    customer_account: null,
    days_until_due: null,
    default_payment_method: wish.card ?? null,
    default_source: null,
    default_tax_rates: [],
    description: wish.description ?? null,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: {
      object: 'list',
      data: wish.items.map((item) => makeItem(id, item, { now, end })),
      has_more: false,
      url: `/v1/subscription_items?subscription=${id}`,
    },
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: wish.metadata,
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: now,
    status: trialEnd === null ? 'incomplete' : 'trialing',
    test_clock: clock,
    transfer_data: null,
    trial_end: trialEnd,
    trial_settings: {
      end_behavior: {
        billing_cycle_anchor: null,
        missing_payment_method: wish.missingCard ?? 'create_invoice',
      },
    },
    trial_start: trialEnd === null ? null : now,
  });
}

function makeItem(
  subscription: string,
  item: SubscriptionWish['items'][number],
  { now, end }: { now: number; end: number },
): Stripe.SubscriptionItem {
  return {
    id: newId('si', 14),
    object: 'subscription_item',
    billing_thresholds: null,
    created: now,
    current_period_end: end,
    current_period_start: now,
    current_trial: null,
    discounts: [],
    metadata: item.metadata ?? {},
    plan: planOf(item.price),
    price: item.price,
    quantity: item.quantity,
    subscription,
    tax_rates: [],
  };
}

/** The end of the period that `from` is in: whole intervals from the anchor, so that the 31st stays the 31st. */
export function nextBoundary(anchor: number, price: Stripe.Price, from: number): number {
  const unit = price.recurring?.interval ?? 'month';
  const count = price.recurring?.interval_count ?? 1;
  const start = DateTime.fromSeconds(anchor, { zone: 'utc' });
  for (let number = 1; ; number += 1) {
    const end = Math.floor(start.plus({ [unit]: number * count }).toSeconds());
    if (end > from) return end;
  }
}

/** The running period: of its items, as a subscription has none of its own any more. */
export function periodOf(subscription: Stripe.Subscription): { start: number; end: number } {
  const item = subscription.items.data[0];
  return { start: item?.current_period_start ?? 0, end: item?.current_period_end ?? 0 };
}

export function setPeriod(subscription: Stripe.Subscription, period: { start: number; end: number }): void {
  for (const item of subscription.items.data) {
    item.current_period_start = period.start;
    item.current_period_end = period.end;
  }
}

export function setPrice(item: Stripe.SubscriptionItem, price: Stripe.Price, quantity: number): void {
  item.price = price;
  item.plan = planOf(price);
  item.quantity = quantity;
}

/** What the running period costs in full, or nothing while it is on trial. */
export function periodLines(
  world: World,
  subscription: Stripe.Subscription,
  period: { start: number; end: number },
  trial: boolean,
): Stripe.InvoiceLineItem[] {
  return subscription.items.data.map((item) => {
    const quantity = item.quantity ?? 1;
    const name = productName(world, item.price);
    return makeLine({
      amount: trial ? 0 : (item.price.unit_amount ?? 0) * quantity,
      description: trial
        ? `Trial period for ${name}`
        : `${quantity} × ${name} (at ${money(item.price.unit_amount ?? 0, item.price.currency)} / ${item.price.recurring?.interval ?? 'month'})`,
      period,
      price: item.price,
      quantity,
      item,
      subscription: subscription.id,
      metadata: subscription.metadata,
      proration: false,
    });
  });
}

/** The two lines of a change in the middle of a period: what is given back and what is added, to the second. */
export function prorationLines(
  world: World,
  subscription: Stripe.Subscription,
  change: {
    item: Stripe.SubscriptionItem;
    from: { price: Stripe.Price; quantity: number };
    to: { price: Stripe.Price; quantity: number } | null;
    at: number;
  },
): Stripe.InvoiceLineItem[] {
  const { start, end } = periodOf(subscription);
  const share = end > start ? (end - change.at) / (end - start) : 0;
  const part = (price: Stripe.Price, quantity: number): number =>
    Math.round((price.unit_amount ?? 0) * quantity * share);
  const line = (
    sign: 1 | -1,
    { price, quantity }: { price: Stripe.Price; quantity: number },
  ): Stripe.InvoiceLineItem =>
    makeLine({
      amount: sign * part(price, quantity),
      description: `${sign === 1 ? 'Remaining' : 'Unused'} time on ${productName(world, price)} after ${DateTime.fromSeconds(change.at, { zone: 'utc' }).toFormat('dd LLL yyyy')}`,
      period: { start: change.at, end },
      price,
      quantity,
      item: change.item,
      subscription: subscription.id,
      metadata: subscription.metadata,
      proration: true,
    });
  return [line(-1, change.from), ...(change.to ? [line(1, change.to)] : [])];
}

export function productName(world: World, price: Stripe.Price): string {
  const id = typeof price.product === 'string' ? price.product : price.product.id;
  return world.products.find(id)?.name ?? id;
}

/** For people: `9.00 €`. Currencies without a minor unit are rare enough to be left as they are. */
export function money(amount: number, currency: string): string {
  return new Intl.NumberFormat('en-IE', { style: 'currency', currency: currency.toUpperCase() }).format(
    amount / 100,
  );
}
