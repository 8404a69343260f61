import type Stripe from 'stripe';
import { invalid, missing, noSuch } from '../http/fault';
import type { Params } from '../http/params';
import { get, list, page, post, remove, type Call, type Route } from '../http/route';
import {
  changeItem,
  end,
  setCancelAtPeriodEnd,
  setTrialEnd,
  start,
  type ItemChange,
  type Proration,
} from '../objects/lifecycle';
import { cardOf, declinedFault } from '../objects/payments';
import { makeSubscription } from '../objects/subscriptions';
import type { World } from '../world';

const PRORATIONS = ['create_prorations', 'always_invoice', 'none'] as const;
const PAYMENT = ['allow_incomplete', 'default_incomplete', 'error_if_incomplete'] as const;
const FEEDBACK = [
  ...(['customer_service', 'low_quality', 'missing_features', 'other', 'switched_service'] as const),
  ...(['too_complex', 'too_expensive', 'unused'] as const),
];
const STATUSES = [
  ...(['active', 'all', 'canceled', 'ended', 'incomplete', 'incomplete_expired', 'past_due'] as const),
  ...(['paused', 'trialing', 'unpaid'] as const),
];
const DETAILS = ['cancellation_details[comment]', 'cancellation_details[feedback]'];

export const subscriptionRoutes: Route[] = [
  post('/v1/subscriptions', create, [
    ...['customer', 'items[][price]', 'items[][quantity]', 'items[][metadata]', 'metadata', 'description'],
    ...[
      'trial_end',
      'trial_period_days',
      'default_payment_method',
      'cancel_at_period_end',
      'payment_behavior',
    ],
    ...[
      'trial_settings[end_behavior][missing_payment_method]',
      'off_session',
      'proration_behavior',
      'currency',
    ],
  ]),
  list('/v1/subscriptions', listSubscriptions, ['customer', 'status', 'price', 'test_clock']),
  get('/v1/subscriptions/{id}', ({ world, id }) => world.subscriptions.get(id)),
  post('/v1/subscriptions/{id}', update, [
    ...['items[][id]', 'items[][price]', 'items[][quantity]', 'proration_behavior', 'proration_date'],
    ...[
      'cancel_at_period_end',
      'cancel_at',
      'trial_end',
      'metadata',
      'description',
      'default_payment_method',
    ],
    ...['payment_behavior', 'off_session', ...DETAILS],
  ]),
  remove(
    '/v1/subscriptions/{id}',
    ({ world, params, id }) => {
      const subscription = world.subscriptions.get(id);
      if (subscription.status === 'canceled') throw noSuch('subscription', id);
      readDetails(subscription, params);
      end(world, subscription, 'cancellation_requested');
      return subscription;
    },
    ['invoice_now', 'prorate', ...DETAILS],
  ),
];

function create({ world, params }: Call): Stripe.Subscription {
  const customer = world.customer(params.needed('customer'), 'customer');
  const items = params.list('items').map((item) => ({
    price: recurringPrice(world, item),
    quantity: item.integer('quantity') ?? 1,
    metadata: item.metadata(),
  }));
  if (items.length === 0) throw missing('items');
  const behaviour = params.oneOf('payment_behavior', PAYMENT) ?? 'allow_incomplete';
  const now = world.now(customer.test_clock);
  const days = params.integer('trial_period_days');
  const card = params.text('default_payment_method');
  const subscription = makeSubscription(world, {
    customer,
    items,
    metadata: params.metadata(),
    description: params.text('description'),
    trialEnd: days === undefined ? readTrialEnd(params, now) : now + days * 86_400,
    card: card === undefined ? null : world.paymentMethods.get(card, 'default_payment_method').id,
    cancelAtPeriodEnd: params.boolean('cancel_at_period_end'),
    missingCard: params
      .object('trial_settings')
      ?.object('end_behavior')
      ?.oneOf('missing_payment_method', ['cancel', 'create_invoice', 'pause']),
  });
  const noCard = cardOf(customer, subscription) === null && subscription.status !== 'trialing';
  if (noCard && behaviour !== 'default_incomplete') {
    world.subscriptions.remove(subscription.id);
    throw invalid(
      'This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
      undefined,
      'resource_missing',
    );
  }
  customer.currency ??= subscription.currency;
  const payment = start(world, subscription, { present: false, collect: behaviour !== 'default_incomplete' });
  if (typeof payment === 'object' && payment.outcome !== 'succeeded' && behaviour === 'error_if_incomplete') {
    world.subscriptions.remove(subscription.id);
    throw declinedFault(payment);
  }
  world.emit('customer.subscription.created', subscription);
  return subscription;
}

function readTrialEnd(params: Params, now: number): number | undefined {
  if (params.text('trial_end') === 'now') return undefined;
  const end = params.integer('trial_end');
  if (end !== undefined && end <= now) throw invalid('The trial_end must be in the future.', 'trial_end');
  return end;
}

/** @throws StripeFault when there is no such price, or it is for a single payment */
function recurringPrice(world: World, item: Params): Stripe.Price {
  const price = world.prices.get(item.needed('price'), item.named('price'));
  if (price.recurring === null)
    throw invalid(
      `The price specified is set to \`type=one_time\` but this field only accepts prices with \`type=recurring\`.`,
      item.named('price'),
    );
  if (!price.active)
    throw invalid(
      `The price specified is inactive. This field only accepts active prices.`,
      item.named('price'),
    );
  return price;
}

function listSubscriptions(call: Call): object {
  const { world, params } = call;
  const customer = params.text('customer');
  const status = params.oneOf('status', STATUSES);
  const price = params.text('price');
  const clock = params.text('test_clock');
  const found = world.subscriptions
    .all()
    .filter((one) => customer === undefined || one.customer === customer)
    .filter((one) => price === undefined || one.items.data.some((item) => item.price.id === price))
    .filter((one) => clock === undefined || one.test_clock === clock)
    .filter((one) => isIn(one.status, status));
  return page(call, found, 'subscription');
}

/** Without a status all that has not ended; `ended` is what has. */
function isIn(status: string, wanted: (typeof STATUSES)[number] | undefined): boolean {
  if (wanted === 'all') return true;
  if (wanted === undefined) return status !== 'canceled';
  if (wanted === 'ended') return status === 'canceled' || status === 'incomplete_expired';
  return status === wanted;
}

function update({ world, params, id }: Call): Stripe.Subscription {
  const subscription = world.subscriptions.get(id);
  if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired')
    throw invalid(
      'A canceled subscription can only update its cancellation_details and metadata.',
      undefined,
      'invalid_canceled_subscription_fields',
    );
  // All that can be refused is read before anything is changed.
  const changes = params.list('items').map((item) => readChange(world, subscription, item));
  const proration: Proration = params.oneOf('proration_behavior', PRORATIONS) ?? 'create_prorations';
  const cancel = params.boolean('cancel_at_period_end');
  const cancelAt = params.emptyable('cancel_at') === null ? null : params.integer('cancel_at');
  const trialEnd =
    params.text('trial_end') === 'now' ? 'now' : readTrialEnd(params, world.now(subscription.test_clock));
  const card = params.text('default_payment_method');
  const method = card === undefined ? undefined : world.paymentMethods.get(card, 'default_payment_method').id;
  const prorateAt = params.integer('proration_date');
  world.change('customer.subscription.updated', subscription, () => {
    subscription.metadata = params.metadata(subscription.metadata);
    const description = params.emptyable('description');
    if (description !== undefined) subscription.description = description;
    if (method !== undefined) subscription.default_payment_method = method;
    if (trialEnd !== undefined) setTrialEnd(world, subscription, trialEnd);
    for (const change of changes) changeItem(world, subscription, change, proration, prorateAt);
    if (cancel !== undefined) setCancelAtPeriodEnd(world, subscription, cancel);
    if (cancelAt !== undefined) setCancelAt(world, subscription, cancelAt);
    readDetails(subscription, params);
  });
  return subscription;
}

function setCancelAt(world: World, subscription: Stripe.Subscription, at: number | null): void {
  subscription.cancel_at = at;
  subscription.cancel_at_period_end = false;
  subscription.canceled_at = at === null ? null : world.now(subscription.test_clock);
}

function readChange(world: World, subscription: Stripe.Subscription, params: Params): ItemChange {
  const id = params.text('id');
  const item = subscription.items.data.find((candidate) => candidate.id === id);
  if (id === undefined)
    throw invalid(
      'The stand-in changes the items there are: name one by its id.',
      params.named('id'),
      'parameter_missing',
    );
  if (item === undefined)
    throw invalid(`No such subscription item: '${id}'`, params.named('id'), 'resource_missing');
  return {
    item,
    price: params.has('price') ? recurringPrice(world, params) : item.price,
    quantity: params.integer('quantity') ?? item.quantity ?? 1,
  };
}

function readDetails(subscription: Stripe.Subscription, params: Params): void {
  const details = params.object('cancellation_details');
  if (details === undefined || subscription.cancellation_details === null) return;
  subscription.cancellation_details.comment = details.text('comment') ?? null;
  subscription.cancellation_details.feedback = details.oneOf('feedback', FEEDBACK) ?? null;
}
