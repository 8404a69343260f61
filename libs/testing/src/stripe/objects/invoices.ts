import type Stripe from 'stripe';
import { decimal, idOf, newId, type World } from '../world';
import { changeBalance } from './balance';
import { cardOf, pay, type Payment } from './payments';

/** Invoices of subscriptions: drawn up, finalized, paid. */

export interface LineWish {
  amount: number;
  description: string;
  period: { start: number; end: number };
  price: Stripe.Price;
  quantity: number;
  item: Stripe.SubscriptionItem;
  subscription: string;
  metadata: Record<string, string>;
  /** Part of a period, by a change of price. */
  proration: boolean;
}

export function makeLine(wish: LineWish): Stripe.InvoiceLineItem {
  return {
    id: newId('il_1'),
    object: 'line_item',
    amount: wish.amount,
    currency: wish.price.currency,
    description: wish.description,
    discount_amounts: [],
    discountable: !wish.proration,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: wish.metadata,
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: wish.proration ? newId('ii_1') : null,
        proration: wish.proration,
        proration_details: { credited_items: null },
        subscription: wish.subscription,
        subscription_item: wish.item.id,
      },
      type: 'subscription_item_details',
    },
    period: wish.period,
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: wish.price.id, product: idOf(wish.price.product) },
      type: 'price_details',
      unit_amount_decimal: wish.price.unit_amount_decimal,
    },
    quantity: wish.quantity,
    quantity_decimal: decimal(wish.quantity),
    subscription: wish.subscription,
    subtotal: wish.amount,
    taxes: [],
  };
}

export type BillingReason = 'subscription_create' | 'subscription_cycle' | 'subscription_update' | 'upcoming';

export interface InvoiceWish {
  customer: Stripe.Customer;
  subscription: Stripe.Subscription;
  lines: Stripe.InvoiceLineItem[];
  reason: BillingReason;
  /** The period that is over, or both the moment of the start. */
  period: { start: number; end: number };
}

/** A draft. What a customer has in credit by its balance is taken into account when it is finalized. */
export function makeInvoice(world: World, wish: InvoiceWish): Stripe.Invoice {
  const { customer, subscription } = wish;
  const id = newId('in_1');
  const now = world.now(customer.test_clock);
  for (const line of wish.lines) line.invoice = id;
  const total = wish.lines.reduce((sum, line) => sum + line.amount, 0);
  return {
    id,
    object: 'invoice',
    account_country: 'DE',
    account_name: 'Almanac (stand-in)',
    account_tax_ids: null,
    amount_due: Math.max(0, total),
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: Math.max(0, total),
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: wish.reason === 'subscription_cycle' ? now + 3600 : null,
    billing_reason: wish.reason,
    collection_method: 'charge_automatically',
    created: now,
    currency: subscription.currency,
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: null,
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: { object: 'list', data: wish.lines, has_more: false, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: {},
    next_payment_attempt: wish.reason === 'subscription_cycle' ? now + 3600 : null,
    number: null,
    on_behalf_of: null,
    parent: {
      quote_details: null,
      subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
      type: 'subscription_details',
    },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: wish.period.end,
    period_start: wish.period.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: customer.balance,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: total,
    subtotal_excluding_tax: total,
    test_clock: customer.test_clock ?? null,
    total,
    total_discount_amounts: [],
    total_excluding_tax: total,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: now,
  };
}

export function draftInvoice(world: World, wish: InvoiceWish): Stripe.Invoice {
  const invoice = world.invoices.put(makeInvoice(world, wish));
  world.emit('invoice.created', invoice);
  return invoice;
}

/** From a draft to what is to be paid: it gets its number, and the customer's credit is used. */
export function finalizeInvoice(world: World, invoice: Stripe.Invoice): void {
  const customer = world.customers.get(idOf(invoice.customer ?? ''));
  const now = world.now(customer.test_clock);
  const sequence = customer.next_invoice_sequence ?? 1;
  customer.next_invoice_sequence = sequence + 1;
  // A balance below zero is credit; an invoice below zero becomes credit (docs.stripe.com/billing/customer/balance).
  const due = invoice.total + customer.balance;
  invoice.starting_balance = customer.balance;
  invoice.amount_due = Math.max(0, due);
  invoice.amount_remaining = invoice.amount_due;
  invoice.ending_balance = Math.min(0, due);
  const used = invoice.ending_balance - customer.balance;
  if (used !== 0) {
    const { currency } = invoice;
    changeBalance(world, customer, {
      amount: used,
      currency,
      type: 'applied_to_invoice',
      invoice: invoice.id,
    });
  }
  invoice.number = `${customer.invoice_prefix ?? 'ALMANAC'}-${String(sequence).padStart(4, '0')}`;
  invoice.status = 'open';
  invoice.status_transitions.finalized_at = now;
  invoice.effective_at = now;
  invoice.automatically_finalizes_at = null;
  invoice.hosted_invoice_url = `${world.options.url()}/i/${invoice.id}`;
  invoice.invoice_pdf = `${world.options.url()}/i/${invoice.id}/pdf`;
  world.emit('invoice.finalized', invoice);
}

/** Tries to collect an open invoice, and writes the outcome into it. */
export function collectInvoice(
  world: World,
  invoice: Stripe.Invoice,
  how: { present: boolean; card?: string | null },
): Payment | 'nothing-due' {
  if (invoice.amount_remaining === 0) {
    markPaid(world, invoice);
    return 'nothing-due';
  }
  const customer = world.customers.get(idOf(invoice.customer ?? ''));
  const subscription = subscriptionOf(world, invoice);
  const earlier = paymentsOf(world, invoice)[0];
  const payment = pay(world, {
    amount: invoice.amount_remaining,
    currency: invoice.currency,
    customer,
    card: how.card ?? cardOf(customer, subscription),
    present: how.present,
    description:
      invoice.billing_reason === 'subscription_create' ? 'Subscription creation' : 'Subscription update',
    email: customer.email,
    intent: earlier?.payment.payment_intent
      ? world.paymentIntents.get(idOf(earlier.payment.payment_intent))
      : undefined,
  });
  const record = earlier ?? recordPayment(world, invoice, payment.intent);
  invoice.attempted = true;
  invoice.attempt_count += 1;
  if (payment.outcome === 'succeeded') {
    record.status = 'paid';
    record.amount_paid = invoice.amount_remaining;
    record.status_transitions.paid_at = world.now(customer.test_clock);
    markPaid(world, invoice);
  }
  return payment;
}

function markPaid(world: World, invoice: Stripe.Invoice): void {
  const now = world.now(invoice.test_clock);
  invoice.amount_paid = invoice.amount_due;
  invoice.amount_remaining = 0;
  invoice.attempted = true;
  invoice.status = 'paid';
  invoice.status_transitions.paid_at = now;
  invoice.next_payment_attempt = null;
  invoice.auto_advance = false;
  world.emit('invoice.paid', invoice);
  world.emit('invoice.payment_succeeded', invoice);
}

function recordPayment(
  world: World,
  invoice: Stripe.Invoice,
  intent: Stripe.PaymentIntent,
): Stripe.InvoicePayment {
  return world.invoicePayments.put({
    id: newId('inpay_1'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_remaining,
    created: world.now(invoice.test_clock),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent.id, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  });
}

export function paymentsOf(world: World, invoice: Stripe.Invoice): Stripe.InvoicePayment[] {
  return world.invoicePayments.all().filter((payment) => idOf(payment.invoice) === invoice.id);
}

export function subscriptionOf(world: World, invoice: Stripe.Invoice): Stripe.Subscription | undefined {
  const subscription = invoice.parent?.subscription_details?.subscription;
  return subscription === undefined ? undefined : world.subscriptions.find(idOf(subscription));
}
