import type Stripe from 'stripe';
import { beyondStandIn, invalid, missing } from '../http/fault';
import type { Params } from '../http/params';
import { get, list, page, plainList, post, type Call, type Route } from '../http/route';
import { makePrice } from '../objects/catalogue';
import { expireSession, makeSession, type SessionWish } from '../objects/checkout';
import { makePortal } from '../objects/portal';
import type { World } from '../world';
import { readPrice } from './catalogue';

const DAY = 86_400;
const PRICE_DATA = ['currency', 'unit_amount', 'product', 'recurring][interval', 'recurring][interval_count'];
const PRODUCT_DATA = ['name', 'description', 'metadata'];

export const checkoutRoutes: Route[] = [
  post('/v1/checkout/sessions', create, [
    ...['mode', 'success_url', 'cancel_url', 'customer', 'customer_email', 'customer_creation', 'metadata'],
    ...['client_reference_id', 'expires_at', 'locale', 'submit_type', 'allow_promotion_codes', 'ui_mode'],
    ...['allowed_payment_method_types', 'allowed_payment_method_types[]', 'payment_method_collection'],
    ...['line_items[][price]', 'line_items[][quantity]'],
    ...PRICE_DATA.map((name) => `line_items[][price_data][${name}]`),
    ...PRODUCT_DATA.map((name) => `line_items[][price_data][product_data][${name}]`),
    ...[
      'subscription_data[metadata]',
      'subscription_data[description]',
      'subscription_data[trial_period_days]',
    ],
    ...['subscription_data[trial_end]', 'payment_intent_data[metadata]', 'payment_intent_data[description]'],
  ]),
  list('/v1/checkout/sessions', listSessions, ['customer', 'payment_intent', 'subscription', 'status']),
  get('/v1/checkout/sessions/{id}', ({ world, id }) => world.sessions.get(id)),
  post('/v1/checkout/sessions/{id}/expire', ({ world, id }) => {
    const session = world.sessions.get(id);
    expireSession(world, session);
    return session;
  }),
  plainList('/v1/checkout/sessions/{id}/line_items', (call) =>
    page(
      call,
      [...(call.world.lineItems.get(call.world.sessions.get(call.id).id) ?? [])].reverse(),
      'line_item',
    ),
  ),
  post(
    '/v1/billing_portal/sessions',
    ({ world, params }) =>
      makePortal(world, world.customer(params.needed('customer'), 'customer'), {
        returnUrl: params.has('return_url') ? readUrl(params, 'return_url') : null,
        locale: params.text('locale') ?? null,
      }),
    ['customer', 'return_url', 'locale'],
  ),
];

function create({ world, params }: Call): Stripe.Checkout.Session {
  return makeSession(world, readWish(world, params));
}

function readWish(world: World, params: Params): SessionWish {
  const mode = params.oneOf('mode', ['payment', 'setup', 'subscription']) ?? 'payment';
  if (mode === 'setup') throw beyondStandIn('Checkout in setup mode');
  if ((params.text('ui_mode') ?? 'hosted_page') !== 'hosted_page') throw beyondStandIn('embedded Checkout');
  const customer = params.text('customer');
  const email = params.text('customer_email');
  if (customer !== undefined && email !== undefined)
    throw invalid(
      'You may only specify one of these parameters: customer, customer_email.',
      'customer',
      'parameters_exclusive',
    );
  for (const type of params.texts('allowed_payment_method_types'))
    if (type !== 'card') throw beyondStandIn(`payment method ${type}`);
  const subscription = params.object('subscription_data');
  const payment = params.object('payment_intent_data');
  refuseOtherMode(params, mode);
  return {
    mode,
    customer: customer === undefined ? null : world.customer(customer, 'customer').id,
    email: email ?? null,
    customerCreation:
      params.oneOf('customer_creation', ['always', 'if_required']) ??
      (mode === 'payment' ? 'if_required' : 'always'),
    successUrl: readUrl(params, 'success_url'),
    cancelUrl: params.has('cancel_url') ? readUrl(params, 'cancel_url') : null,
    lines: readLines(world, params, mode),
    clientReference: readReference(params),
    metadata: params.metadata(),
    expiresAt: readExpiry(world, params),
    locale: params.text('locale') ?? null,
    submitType: params.oneOf('submit_type', ['auto', 'book', 'donate', 'pay', 'subscribe']) ?? null,
    allowPromotionCodes: params.boolean('allow_promotion_codes') ?? null,
    collectCard: params.oneOf('payment_method_collection', ['always', 'if_required']) ?? 'always',
    subscription: {
      metadata: subscription?.metadata() ?? {},
      description: subscription?.text('description') ?? null,
      trialEnd: subscription ? readTrial(world, subscription) : undefined,
    },
    payment: { metadata: payment?.metadata() ?? {}, description: payment?.text('description') ?? null },
  };
}

function refuseOtherMode(params: Params, mode: 'payment' | 'subscription'): void {
  const other = mode === 'payment' ? 'subscription_data' : 'payment_intent_data';
  if (params.has(other)) throw invalid(`You can not pass \`${other}\` in \`${mode}\` mode.`, other);
  if (mode === 'subscription' && params.has('customer_creation'))
    throw invalid('`customer_creation` can only be used in `payment` mode.', 'customer_creation');
}

function readReference(params: Params): string | null {
  const reference = params.text('client_reference_id') ?? null;
  if (reference !== null && reference.length > 200)
    throw invalid('Invalid string: must be at most 200 characters', 'client_reference_id');
  return reference;
}

function readTrial(world: World, params: Params): number | undefined {
  const days = params.integer('trial_period_days');
  const end = params.integer('trial_end');
  if (days === undefined && end === undefined) return undefined;
  if (days !== undefined && days < 1)
    throw invalid('The minimum number of trial period days is 1.', params.named('trial_period_days'));
  if (end !== undefined && end < world.now() + 2 * DAY)
    throw invalid('The `trial_end` date has to be at least 2 days in the future.', params.named('trial_end'));
  return end ?? world.now() + (days ?? 0) * DAY;
}

function readExpiry(world: World, params: Params): number {
  const now = world.now();
  const expires = params.integer('expires_at');
  if (expires === undefined) return now + DAY;
  if (expires < now + 1800)
    throw invalid(
      'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
      'expires_at',
    );
  if (expires > now + DAY + 60)
    throw invalid(
      'The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.',
      'expires_at',
    );
  return expires;
}

function readUrl(params: Params, name: string): string {
  const url = params.needed(name);
  if (!URL.canParse(url) || !/^https?:/.test(url)) throw invalid('Not a valid URL', name, 'url_invalid');
  return url;
}

function readLines(world: World, params: Params, mode: 'payment' | 'subscription'): SessionWish['lines'] {
  const lines = params.list('line_items').map((line) => readLine(world, line));
  if (lines.length === 0) throw missing('line_items');
  const currencies = new Set(lines.map((line) => line.price.currency));
  if (currencies.size > 1) throw invalid('All line items must have the same currency.', 'line_items');
  const recurring = lines.filter((line) => line.price.recurring !== null).length;
  if (mode === 'payment' && recurring > 0)
    throw invalid(
      'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
      'mode',
    );
  if (mode === 'subscription' && recurring === 0)
    throw invalid(
      'You must provide at least one recurring price in `subscription` mode when using prices.',
      'mode',
    );
  if (mode === 'subscription' && recurring < lines.length)
    throw beyondStandIn('single payments beside a subscription');
  return lines;
}

function readLine(world: World, line: Params): { price: Stripe.Price; quantity: number } {
  const quantity = line.integer('quantity');
  if (quantity === undefined)
    throw invalid(
      `Quantity is required. Add \`quantity\` to \`${line.named('').replace(/\[\]$/, '')}\``,
      line.named('quantity'),
      'parameter_missing',
    );
  if (quantity < 1)
    throw invalid(
      'This value must be greater than or equal to 1.',
      line.named('quantity'),
      'parameter_invalid_integer',
    );
  const data = line.object('price_data');
  if (data !== undefined) {
    const price = makePrice(world, { ...readPrice(world, data, 'product'), inline: true });
    return { price, quantity };
  }
  const price = world.prices.get(line.needed('price'), line.named('price'));
  if (!price.active)
    throw invalid(
      'The price specified is inactive. This field only accepts active prices.',
      line.named('price'),
    );
  return { price, quantity };
}

function listSessions(call: Call): object {
  const { world, params } = call;
  const names = ['customer', 'payment_intent', 'subscription', 'status'] as const;
  const wanted = names.flatMap((name) => {
    const value = params.text(name);
    return value === undefined ? [] : [{ name, value }];
  });
  const found = world.sessions.all().filter((one) => wanted.every(({ name, value }) => one[name] === value));
  return page(call, found, 'checkout.session');
}
