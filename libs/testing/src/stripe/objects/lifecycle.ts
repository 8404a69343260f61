import type Stripe from 'stripe';
import { idOf, type World } from '../world';
import {
  collectInvoice,
  draftInvoice,
  finalizeInvoice,
  subscriptionOf,
  type BillingReason,
} from './invoices';
import { cardOf, type Payment } from './payments';
import { nextBoundary, periodLines, periodOf, prorationLines, setPeriod, setPrice } from './subscriptions';

/** What happens to a subscription in its life: start, renewal, failed payments, change, end. */

const DAY = 86_400;
const THREE_DAYS = 3 * DAY;
export const INCOMPLETE_SECONDS = 23 * 3600;

/** The first invoice, and what its payment makes of the subscription. */
export function start(
  world: World,
  subscription: Stripe.Subscription,
  how: { present: boolean; card?: string | null; collect: boolean },
): Payment | 'nothing-due' | undefined {
  const { start: from } = periodOf(subscription);
  const invoice = draftInvoice(world, {
    customer: world.customers.get(idOf(subscription.customer)),
    subscription,
    lines: periodLines(world, subscription, periodOf(subscription), subscription.status === 'trialing'),
    reason: 'subscription_create',
    period: { start: from, end: from },
  });
  subscription.latest_invoice = invoice.id;
  finalizeInvoice(world, invoice);
  if (!how.collect && invoice.amount_remaining > 0) return undefined;
  const payment = collectInvoice(world, invoice, how);
  settle(world, subscription, invoice, payment);
  tellShortTrial(world, subscription);
  return payment;
}

function tellShortTrial(world: World, subscription: Stripe.Subscription): void {
  const now = world.now(subscription.test_clock);
  if (subscription.status !== 'trialing' || (subscription.trial_end ?? 0) - THREE_DAYS > now) return;
  world.trialsTold.add(subscription.id);
  world.emit('customer.subscription.trial_will_end', subscription);
}

/** Writes what a payment means into the subscription, and says what failed. */
export function settle(
  world: World,
  subscription: Stripe.Subscription,
  invoice: Stripe.Invoice,
  payment: Payment | 'nothing-due',
): void {
  if (payment === 'nothing-due' || payment.outcome === 'succeeded') {
    const owing = ['incomplete', 'past_due', 'unpaid'].includes(subscription.status);
    if (owing && !owesOther(world, subscription)) subscription.status = 'active';
    return;
  }
  const first = invoice.billing_reason === 'subscription_create';
  const last = !first && scheduleRetry(world, invoice);
  if (payment.outcome === 'action') world.emit('invoice.payment_action_required', invoice);
  world.emit('invoice.payment_failed', invoice);
  if (first) return;
  if (!last) subscription.status = 'past_due';
  else if (world.options.afterRetries === 'unpaid') subscription.status = 'unpaid';
}

function owesOther(world: World, subscription: Stripe.Subscription): boolean {
  return world.invoices
    .all()
    .some((invoice) => invoice.status === 'open' && subscriptionOf(world, invoice)?.id === subscription.id);
}

/** @returns whether that was the last try */
function scheduleRetry(world: World, invoice: Stripe.Invoice): boolean {
  const firstTry = invoice.status_transitions.finalized_at ?? invoice.created;
  const days = world.options.retryDays[invoice.attempt_count - 1];
  invoice.next_payment_attempt = days === undefined ? null : firstTry + days * DAY;
  if (days === undefined) invoice.auto_advance = false;
  return days === undefined;
}

/** Collects an open invoice, with all that follows. */
export function payInvoice(
  world: World,
  invoice: Stripe.Invoice,
  how: { present: boolean; card?: string | null },
): Payment | 'nothing-due' {
  const subscription = subscriptionOf(world, invoice);
  const payment = collectInvoice(world, invoice, how);
  if (subscription === undefined) return payment;
  world.change('customer.subscription.updated', subscription, () =>
    settle(world, subscription, invoice, payment),
  );
  const failed = payment !== 'nothing-due' && payment.outcome !== 'succeeded';
  const givenUp =
    failed && invoice.next_payment_attempt === null && invoice.billing_reason !== 'subscription_create';
  if (givenUp && world.options.afterRetries === 'cancel') end(world, subscription, 'payment_failed');
  return payment;
}

export interface Due {
  at: number;
  act: () => void;
}

/** What will happen to it by itself, and when. */
export function dueOf(world: World, subscription: Stripe.Subscription): Due[] {
  const due: Due[] = [];
  const { status, trial_end: trialEnd, cancel_at: cancelAt } = subscription;
  if (status === 'canceled' || status === 'incomplete_expired') return due;
  if (status === 'incomplete')
    return [{ at: subscription.created + INCOMPLETE_SECONDS, act: () => expire(world, subscription) }];
  if (status === 'trialing' && trialEnd !== null && !world.trialsTold.has(subscription.id))
    due.push({
      at: trialEnd - THREE_DAYS,
      act: () => {
        world.trialsTold.add(subscription.id);
        world.emit('customer.subscription.trial_will_end', subscription);
      },
    });
  if (cancelAt !== null)
    due.push({ at: cancelAt, act: () => end(world, subscription, 'cancellation_requested') });
  if (status !== 'paused')
    due.push({ at: periodOf(subscription).end, act: () => renew(world, subscription) });
  return [...due, ...invoicesDue(world, subscription)];
}

function invoicesDue(world: World, subscription: Stripe.Subscription): Due[] {
  return world.invoices
    .all()
    .filter((invoice) => subscriptionOf(world, invoice)?.id === subscription.id)
    .flatMap((invoice): Due[] => {
      if (invoice.status === 'draft' && invoice.automatically_finalizes_at !== null)
        return [
          {
            at: invoice.automatically_finalizes_at,
            act: () => {
              finalizeInvoice(world, invoice);
              payInvoice(world, invoice, { present: false });
            },
          },
        ];
      if (invoice.status === 'open' && invoice.next_payment_attempt !== null)
        return [
          { at: invoice.next_payment_attempt, act: () => payInvoice(world, invoice, { present: false }) },
        ];
      return [];
    });
}

/** Nobody paid the first invoice within 23 hours. */
function expire(world: World, subscription: Stripe.Subscription): void {
  world.change('customer.subscription.updated', subscription, () => {
    subscription.status = 'incomplete_expired';
    subscription.ended_at = world.now(subscription.test_clock);
  });
  for (const invoice of world.invoices.all()) {
    if (invoice.status !== 'open' || subscriptionOf(world, invoice)?.id !== subscription.id) continue;
    invoice.status = 'void';
    invoice.status_transitions.voided_at = world.now(subscription.test_clock);
    world.emit('invoice.voided', invoice);
  }
}

/** The next period begins; its invoice is a draft for an hour, then collected. */
export function renew(world: World, subscription: Stripe.Subscription): void {
  const customer = world.customers.get(idOf(subscription.customer));
  const former = periodOf(subscription);
  const price = subscription.items.data[0]?.price;
  if (price === undefined) return;
  if (subscription.status === 'trialing' && cardOf(customer, subscription) === null) {
    const behaviour = subscription.trial_settings?.end_behavior.missing_payment_method;
    if (behaviour === 'cancel') return end(world, subscription, 'payment_failed');
    if (behaviour === 'pause') return pause(world, subscription);
  }
  world.change('customer.subscription.updated', subscription, () => {
    const period = {
      start: former.end,
      end: nextBoundary(subscription.billing_cycle_anchor, price, former.end),
    };
    setPeriod(subscription, period);
    if (subscription.status === 'trialing') subscription.status = 'active';
    const invoice = draftInvoice(world, {
      customer,
      subscription,
      lines: [...takePending(world, subscription), ...periodLines(world, subscription, period, false)],
      reason: 'subscription_cycle',
      period: former,
    });
    if (subscription.status === 'unpaid') {
      invoice.auto_advance = false;
      invoice.automatically_finalizes_at = null;
      invoice.next_payment_attempt = null;
    }
    subscription.latest_invoice = invoice.id;
  });
}

function pause(world: World, subscription: Stripe.Subscription): void {
  world.change('customer.subscription.updated', subscription, () => (subscription.status = 'paused'));
  world.emit('customer.subscription.paused', subscription);
}

function takePending(world: World, subscription: Stripe.Subscription): Stripe.InvoiceLineItem[] {
  const mine = world.pendingLines.filter((pending) => pending.subscription === subscription.id);
  for (const pending of mine) world.pendingLines.splice(world.pendingLines.indexOf(pending), 1);
  return mine.map((pending) => pending.line);
}

export type CancelReason = 'cancellation_requested' | 'payment_failed' | 'payment_disputed';

/** The end, now. */
export function end(world: World, subscription: Stripe.Subscription, reason: CancelReason): void {
  if (subscription.status === 'canceled') return;
  const now = world.now(subscription.test_clock);
  subscription.status = 'canceled';
  subscription.canceled_at ??= now;
  subscription.ended_at = now;
  subscription.cancellation_details = {
    comment: subscription.cancellation_details?.comment ?? null,
    feedback: subscription.cancellation_details?.feedback ?? null,
    feedback_option: null,
    reason,
  };
  for (const invoice of world.invoices.all()) {
    if (subscriptionOf(world, invoice)?.id !== subscription.id || invoice.status === 'paid') continue;
    invoice.auto_advance = false;
    invoice.next_payment_attempt = null;
    invoice.automatically_finalizes_at = null;
  }
  takePending(world, subscription);
  world.emit('customer.subscription.deleted', subscription);
}

/** Ends it with its period, or takes that back; the event is said by whoever changes the subscription. */
export function setCancelAtPeriodEnd(world: World, subscription: Stripe.Subscription, cancel: boolean): void {
  if (subscription.cancel_at_period_end === cancel) return;
  const reason = cancel ? 'cancellation_requested' : null;
  subscription.cancel_at_period_end = cancel;
  subscription.cancel_at = cancel ? periodOf(subscription).end : null;
  subscription.canceled_at = cancel ? world.now(subscription.test_clock) : null;
  subscription.cancellation_details = { comment: null, feedback: null, feedback_option: null, reason };
}

export interface ItemChange {
  item: Stripe.SubscriptionItem;
  price: Stripe.Price;
  quantity: number;
}

export type Proration = 'create_prorations' | 'always_invoice' | 'none';

/** Another price or number. Another interval begins a new period at once, and with it an invoice. */
export function changeItem(
  world: World,
  subscription: Stripe.Subscription,
  change: ItemChange,
  proration: Proration,
  at = world.now(subscription.test_clock),
): void {
  const { item } = change;
  const from = { price: item.price, quantity: item.quantity ?? 1 };
  const to = { price: change.price, quantity: change.quantity };
  if (from.price.id === to.price.id && from.quantity === to.quantity) return;
  const trial = subscription.status === 'trialing';
  const newCycle = !trial && !sameInterval(from.price, to.price);
  const lines =
    proration === 'none' || trial
      ? []
      : prorationLines(world, subscription, { item, from, to: newCycle ? null : to, at });
  setPrice(item, to.price, to.quantity);
  if (newCycle) {
    subscription.billing_cycle_anchor = at;
    setPeriod(subscription, { start: at, end: nextBoundary(at, to.price, at) });
    const full = periodLines(world, subscription, periodOf(subscription), false);
    invoiceNow(
      world,
      subscription,
      [...takePending(world, subscription), ...lines, ...full],
      'subscription_update',
    );
  } else if (proration === 'always_invoice' && lines.length > 0) {
    invoiceNow(world, subscription, [...takePending(world, subscription), ...lines], 'subscription_update');
  } else {
    world.pendingLines.push(...lines.map((line) => ({ subscription: subscription.id, line })));
  }
  if (subscription.cancel_at_period_end) subscription.cancel_at = periodOf(subscription).end;
}

function sameInterval(one: Stripe.Price, other: Stripe.Price): boolean {
  return (
    one.recurring?.interval === other.recurring?.interval &&
    one.recurring?.interval_count === other.recurring?.interval_count
  );
}

function invoiceNow(
  world: World,
  subscription: Stripe.Subscription,
  lines: Stripe.InvoiceLineItem[],
  reason: BillingReason,
): void {
  const now = world.now(subscription.test_clock);
  const invoice = draftInvoice(world, {
    customer: world.customers.get(idOf(subscription.customer)),
    subscription,
    lines,
    reason,
    period: { start: now, end: now },
  });
  subscription.latest_invoice = invoice.id;
  finalizeInvoice(world, invoice);
  settle(world, subscription, invoice, collectInvoice(world, invoice, { present: false }));
}

/** @param trialEnd seconds, or 'now': the first paid period begins at once, with its invoice */
export function setTrialEnd(world: World, subscription: Stripe.Subscription, trialEnd: number | 'now'): void {
  const now = world.now(subscription.test_clock);
  const price = subscription.items.data[0]?.price;
  if (price === undefined) return;
  if (trialEnd !== 'now') {
    subscription.status = 'trialing';
    subscription.trial_start ??= now;
    subscription.trial_end = trialEnd;
    subscription.billing_cycle_anchor = trialEnd;
    setPeriod(subscription, { start: periodOf(subscription).start, end: trialEnd });
    world.trialsTold.delete(subscription.id);
    return;
  }
  if (subscription.status !== 'trialing') return;
  subscription.trial_end = now;
  subscription.status = 'active';
  subscription.billing_cycle_anchor = now;
  setPeriod(subscription, { start: now, end: nextBoundary(now, price, now) });
  invoiceNow(
    world,
    subscription,
    periodLines(world, subscription, periodOf(subscription), false),
    'subscription_update',
  );
}
