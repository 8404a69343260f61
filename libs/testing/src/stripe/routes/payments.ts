import type Stripe from 'stripe';
import { beyondStandIn, invalid, missing } from '../http/fault';
import { get, list, page, post, type Call, type Route } from '../http/route';
import { makeInvoice, subscriptionOf } from '../objects/invoices';
import { payInvoice } from '../objects/lifecycle';
import { declinedFault } from '../objects/payments';
import { refund } from '../objects/refunds';
import { nextBoundary, periodLines, periodOf, prorationLines } from '../objects/subscriptions';
import { idOf, snapshot } from '../world';

const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'] as const;
const INVOICE_STATUSES = ['draft', 'open', 'paid', 'uncollectible', 'void'] as const;

export const paymentRoutes: Route[] = [
  list('/v1/invoices', listInvoices, ['customer', 'subscription', 'status']),
  post('/v1/invoices/create_preview', preview, [
    ...[
      'customer',
      'subscription',
      'subscription_details[items][][id]',
      'subscription_details[items][][price]',
    ],
    ...['subscription_details[items][][quantity]', 'subscription_details[proration_behavior]'],
    'subscription_details[proration_date]',
  ]),
  get('/v1/invoices/{id}', ({ world, id }) => world.invoices.get(id)),
  post(
    '/v1/invoices/{id}/pay',
    ({ world, params, id }) => {
      const invoice = world.invoices.get(id);
      if (invoice.status === 'paid') throw invalid('Invoice is already paid');
      if (invoice.status !== 'open') throw invalid('Only an open invoice can be paid.');
      const card = params.text('payment_method');
      const payment = payInvoice(world, invoice, { present: false, ...(card === undefined ? {} : { card }) });
      if (payment !== 'nothing-due' && payment.outcome !== 'succeeded') throw declinedFault(payment);
      return invoice;
    },
    ['payment_method'],
  ),
  list(
    '/v1/invoice_payments',
    (call) => {
      const { params, world } = call;
      const invoice = params.text('invoice');
      const intent = params.object('payment')?.text('payment_intent');
      const found = world.invoicePayments
        .all()
        .filter((one) => invoice === undefined || one.invoice === invoice)
        .filter((one) => intent === undefined || one.payment.payment_intent === intent);
      return page(call, found, 'invoice_payment');
    },
    ['invoice', 'payment[type]', 'payment[payment_intent]'],
  ),
  get('/v1/invoice_payments/{id}', ({ world, id }) => world.invoicePayments.get(id)),
  get('/v1/payment_intents/{id}', ({ world, id }) => world.paymentIntents.get(id)),
  list(
    '/v1/payment_intents',
    (call) => {
      const customer = call.params.text('customer');
      const found = call.world.paymentIntents
        .all()
        .filter((one) => customer === undefined || one.customer === customer);
      return page(call, found, 'payment_intent');
    },
    ['customer'],
  ),
  get('/v1/charges/{id}', ({ world, id }) => world.charges.get(id)),
  list(
    '/v1/charges',
    (call) => {
      const customer = call.params.text('customer');
      const intent = call.params.text('payment_intent');
      const found = call.world.charges
        .all()
        .filter((one) => customer === undefined || one.customer === customer)
        .filter((one) => intent === undefined || one.payment_intent === intent);
      return page(call, found, 'charge');
    },
    ['customer', 'payment_intent'],
  ),
  post(
    '/v1/refunds',
    ({ world, params }) =>
      refund(world, chargeToRefund({ world, params }), {
        amount: params.integer('amount'),
        reason: params.oneOf('reason', REASONS),
        metadata: params.metadata(),
      }),
    ['charge', 'payment_intent', 'amount', 'reason', 'metadata'],
  ),
  get('/v1/refunds/{id}', ({ world, id }) => world.refunds.get(id)),
  list(
    '/v1/refunds',
    (call) => {
      const charge = call.params.text('charge');
      const intent = call.params.text('payment_intent');
      const found = call.world.refunds
        .all()
        .filter((one) => charge === undefined || one.charge === charge)
        .filter((one) => intent === undefined || one.payment_intent === intent);
      return page(call, found, 'refund');
    },
    ['charge', 'payment_intent'],
  ),
];

function chargeToRefund({ world, params }: Pick<Call, 'world' | 'params'>): Stripe.Charge {
  const id = params.text('charge');
  if (id !== undefined) return world.charges.get(id, 'charge');
  const intentId = params.text('payment_intent');
  if (intentId === undefined)
    throw invalid(
      'One of the following params should be provided for this request: payment_intent or charge.',
    );
  const intent = world.paymentIntents.get(intentId, 'payment_intent');
  if (intent.status !== 'succeeded' || intent.latest_charge === null)
    throw invalid(
      `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
      'payment_intent',
    );
  return world.charges.get(idOf(intent.latest_charge));
}

function listInvoices(call: Call): object {
  const { world, params } = call;
  const customer = params.text('customer');
  const subscription = params.text('subscription');
  const status = params.oneOf('status', INVOICE_STATUSES);
  const found = world.invoices
    .all()
    .filter((one) => customer === undefined || one.customer === customer)
    .filter((one) => subscription === undefined || subscriptionOf(world, one)?.id === subscription)
    .filter((one) => status === undefined || one.status === status);
  return page(call, found, 'invoice');
}

/** What the next invoice would be, with a change of price if one is named. Nothing is kept of it. */
function preview({ world, params }: Call): object {
  const id = params.text('subscription');
  if (id === undefined)
    throw params.has('customer') ? beyondStandIn('previews without a subscription') : missing('customer');
  const subscription = snapshot(world.subscriptions.get(id, 'subscription'));
  const at =
    params.object('subscription_details')?.integer('proration_date') ?? world.now(subscription.test_clock);
  const changes = params.object('subscription_details')?.list('items') ?? [];
  const prorate = params
    .object('subscription_details')
    ?.oneOf('proration_behavior', ['create_prorations', 'always_invoice', 'none']);
  const former = periodOf(subscription);
  const lines: Stripe.InvoiceLineItem[] = [];
  for (const change of changes) {
    const item = subscription.items.data.find((candidate) => candidate.id === change.needed('id'));
    if (item === undefined)
      throw invalid('No such subscription item', change.named('id'), 'resource_missing');
    const price = change.has('price')
      ? world.prices.get(change.needed('price'), change.named('price'))
      : item.price;
    const to = { price, quantity: change.integer('quantity') ?? item.quantity ?? 1 };
    const from = { price: item.price, quantity: item.quantity ?? 1 };
    const newCycle = price.recurring?.interval !== item.price.recurring?.interval;
    if (prorate !== 'none' && subscription.status !== 'trialing')
      lines.push(...prorationLines(world, subscription, { item, from, to: newCycle ? null : to, at }));
    item.price = price;
  }
  const pending = world.pendingLines
    .filter((one) => one.subscription === id)
    .map((one) => snapshot(one.line));
  const first = subscription.items.data[0]?.price;
  const next = { start: former.end, end: first ? nextBoundary(former.end, first, former.end) : former.end };
  const full = prorate === 'always_invoice' ? [] : periodLines(world, subscription, next, false);
  const invoice = makeInvoice(world, {
    customer: world.customers.get(idOf(subscription.customer)),
    subscription,
    lines: [...pending, ...lines, ...full],
    reason: 'upcoming',
    period: former,
  });
  return { ...invoice, id: invoice.id.replace('in_', 'upcoming_in_') };
}
