import { randomBytes } from 'node:crypto';
import Stripe from 'stripe';
import { noSuch } from './http/fault';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export function letters(length: number): string {
  return [...randomBytes(length)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
}

/** Makes Stripe's kind of ids: `cus_…`, and with a 1 or 3 in front of the newer kinds. */
export function newId(prefix: string, length = 23): string {
  return `${prefix}${prefix.includes('_') ? '' : '_'}${letters(length)}`;
}

/** Stripe's decimals are strings on the wire; its library's type writes itself so. */
export function decimal(amount: number): Stripe.Decimal {
  return Stripe.Decimal.from(String(amount));
}

/** An object as it goes over the wire. */
export function snapshot<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** The objects of one kind, the oldest first. */
export class Shelf<T extends { id: string }> {
  private readonly objects = new Map<string, T>();
  constructor(
    /** What Stripe calls it in "No such …". */
    private readonly kind: string,
  ) {}

  put(object: T): T {
    this.objects.set(object.id, object);
    return object;
  }

  find(id: string): T | undefined {
    return this.objects.get(id);
  }

  /** @throws StripeFault resource_missing */
  get(id: string, param?: string): T {
    const object = this.objects.get(id);
    if (object === undefined) throw noSuch(this.kind, id, param);
    return object;
  }

  remove(id: string): void {
    this.objects.delete(id);
  }

  all(): T[] {
    return [...this.objects.values()];
  }
}

/** How a card behaves; Stripe's test cards do the same by their numbers (https://docs.stripe.com/testing). */
export type CardBehaviour =
  /** Pays always. */
  | 'ok'
  /** Is declined always. */
  | 'declined'
  /** Pays while its owner is there, and is declined later, without them. */
  | 'declines-later'
  /** Pays while its owner is there to confirm, and later wants a confirmation again. */
  | 'needs-action';

export interface StandInEvent {
  id: string;
  object: 'event';
  api_version: string;
  created: number;
  data: { object: { object: string; id?: string }; previous_attributes?: Record<string, unknown> };
  livemode: false;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
}

/** A line that waits for the next invoice of its subscription: what a change of price costs or gives back. */
export interface PendingLine {
  subscription: string;
  line: Stripe.InvoiceLineItem;
}

export interface WorldOptions {
  /** Where pages of this stand-in are, such as http://127.0.0.1:4242. */
  url: () => string;
  /** Days after a renewal's failed payment at which it is tried again; after the last one the subscription ends. */
  retryDays: number[];
  /** What becomes of a subscription when the last try has failed; Stripe's dashboard has the same choice. */
  afterRetries: 'cancel' | 'unpaid' | 'past_due';
  onEvent: (event: StandInEvent) => void;
}

/** All that this Stripe account has, in memory. Everything that changes it is synchronous, so that a request is whole. */
export class World {
  readonly products = new Shelf<Stripe.Product>('product');
  readonly prices = new Shelf<Stripe.Price>('price');
  readonly customers = new Shelf<Stripe.Customer>('customer');
  readonly paymentMethods = new Shelf<Stripe.PaymentMethod>('PaymentMethod');
  readonly paymentIntents = new Shelf<Stripe.PaymentIntent>('payment_intent');
  readonly charges = new Shelf<Stripe.Charge>('charge');
  readonly refunds = new Shelf<Stripe.Refund>('refund');
  readonly balanceTransactions = new Shelf<Stripe.CustomerBalanceTransaction>('customer_balance_transaction');
  readonly subscriptions = new Shelf<Stripe.Subscription>('subscription');
  readonly invoices = new Shelf<Stripe.Invoice>('invoice');
  readonly invoicePayments = new Shelf<Stripe.InvoicePayment>('invoice_payment');
  readonly sessions = new Shelf<Stripe.Checkout.Session>('checkout.session');
  readonly portals = new Shelf<Stripe.BillingPortal.Session>('billing_portal.session');
  readonly clocks = new Shelf<Stripe.TestHelpers.TestClock>('test clock');
  readonly events = new Shelf<StandInEvent>('event');

  /** What is bought in a Checkout session. */
  readonly lineItems = new Map<string, Stripe.LineItem[]>();
  readonly cards = new Map<string, CardBehaviour>();
  readonly deletedCustomers = new Set<string>();
  readonly pendingLines: PendingLine[] = [];
  /** Subscriptions that `trial_will_end` was said of. */
  readonly trialsTold = new Set<string>();
  /** The request that is being answered: events name it. */
  request: StandInEvent['request'] = { id: null, idempotency_key: null };
  /** Seconds that this account's own time is ahead of the real one. */
  ahead = 0;
  /** While time is moved: what it is just then, for those that the move is about. */
  private moment: { now: number; clock: string | null } | undefined;

  constructor(readonly options: WorldOptions) {}

  /** The time in seconds: a customer's test clock, or the account's own. */
  now(clock: Stripe.Customer['test_clock'] = null): number {
    const id = clock === null || typeof clock === 'string' ? clock : clock.id;
    if (this.moment?.clock === id) return this.moment.now;
    if (id !== null) return this.clocks.get(id).frozen_time;
    return Math.floor(Date.now() / 1000) + this.ahead;
  }

  /** Runs something as if it were then. */
  at(now: number, clock: string | null, act: () => void): void {
    this.moment = { now, clock };
    try {
      act();
    } finally {
      this.moment = undefined;
    }
  }

  /** Writes an event down as it happens and hands it to whoever delivers it. */
  emit(
    type: string,
    object: { object: string; id?: string; test_clock?: Stripe.Customer['test_clock'] },
    previous?: Record<string, unknown>,
    clock: Stripe.Customer['test_clock'] = object.test_clock ?? this.moment?.clock ?? null,
  ): StandInEvent {
    const event: StandInEvent = {
      id: newId('evt_1', 23),
      object: 'event',
      api_version: Stripe.API_VERSION,
      created: this.now(clock),
      data: { object: snapshot(object), ...(previous ? { previous_attributes: previous } : {}) },
      livemode: false,
      pending_webhooks: 0,
      request: { ...this.request },
      type,
    };
    this.events.put(event);
    this.options.onEvent(event);
    return event;
  }

  /** Changes an object and says so, with what it was before; no event for what changed nothing. */
  change(type: string, object: { object: string; id: string }, act: () => void): void {
    const before: Record<string, unknown> = { ...snapshot(object) };
    act();
    const after: Record<string, unknown> = { ...snapshot(object) };
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
    if (changed.length === 0) return;
    this.emit(type, object, Object.fromEntries(changed.map((name) => [name, before[name] ?? null])));
  }

  /** A customer that is still there. @throws StripeFault */
  customer(id: string, param?: string): Stripe.Customer {
    if (this.deletedCustomers.has(id)) throw noSuch('customer', id, param);
    return this.customers.get(id, param);
  }

  /** An object of whatever kind, for `expand`. */
  find(id: string): { id: string; object: string } | undefined {
    const shelves = [
      this.products,
      this.prices,
      this.customers,
      this.paymentMethods,
      this.paymentIntents,
      this.charges,
      this.refunds,
      this.subscriptions,
      this.invoices,
      this.clocks,
    ];
    for (const shelf of shelves) {
      const object = shelf.find(id);
      if (object === undefined) continue;
      return this.deletedCustomers.has(id) ? deletedCustomer(id) : object;
    }
    return undefined;
  }
}

export function deletedCustomer(id: string): Stripe.DeletedCustomer {
  return { id, object: 'customer', deleted: true };
}

/** The id of what may be expanded. */
export function idOf(value: string | { id: string }): string {
  return typeof value === 'string' ? value : value.id;
}
