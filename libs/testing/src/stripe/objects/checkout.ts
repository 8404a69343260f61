import type Stripe from 'stripe';
import { invalid } from '../http/fault';
import { idOf, letters, newId, type CardBehaviour, type World } from '../world';
import { makeCustomer } from './customers';
import { start } from './lifecycle';
import { attach, makeCard, pay } from './payments';
import { makeSubscription, productName } from './subscriptions';

/** Stripe's hosted Checkout page: what is bought on it, and what paying there does. */

export interface SessionWish {
  mode: 'payment' | 'subscription';
  lines: { price: Stripe.Price; quantity: number }[];
  successUrl: string;
  cancelUrl: string | null;
  customer: string | null;
  email: string | null;
  customerCreation: 'always' | 'if_required';
  clientReference: string | null;
  metadata: Record<string, string>;
  expiresAt: number;
  locale: Stripe.Checkout.Session.Locale | null;
  submitType: Stripe.Checkout.Session.SubmitType | null;
  allowPromotionCodes: boolean | null;
  collectCard: 'always' | 'if_required';
  subscription: {
    metadata: Record<string, string>;
    description: string | null;
    trialEnd?: number | undefined;
  };
  payment: { metadata: Record<string, string>; description: string | null };
}

/** What a session keeps for when it is paid, which its object does not show. */
interface Plan {
  subscription: SessionWish['subscription'];
  payment: SessionWish['payment'];
}
const plans = new WeakMap<Stripe.Checkout.Session, Plan>();

export function makeSession(world: World, wish: SessionWish): Stripe.Checkout.Session {
  const id = `cs_test_a1${letters(56)}`;
  const lines = wish.lines.map((line) => makeLineItem(world, line));
  const total = lines.reduce((sum, line) => sum + line.amount_total, 0);
  const due = wish.subscription.trialEnd === undefined ? total : 0;
  const currency = wish.lines[0]?.price.currency ?? 'eur';
  const session = world.sessions.put({
    id,
    object: 'checkout.session',
    adaptive_pricing: null,
    after_expiration: null,
    allow_promotion_codes: wish.allowPromotionCodes,
    allowed_payment_method_types: null,
    amount_subtotal: due,
    amount_total: due,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: wish.cancelUrl,
    client_reference_id: wish.clientReference,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: world.now(),
    currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: wish.customer,
    customer_account: null,
    customer_creation: wish.customer === null ? wish.customerCreation : null,
    customer_details: wish.email === null ? null : detailsOf({ email: wish.email, name: null }),
    customer_email: wish.email,
    discounts: [],
    expires_at: wish.expiresAt,
    integration_identifier: null,
    invoice: null,
    invoice_creation: wish.mode === 'payment' ? noInvoice() : null,
    livemode: false,
    locale: wish.locale,
    managed_payments: null,
    metadata: wish.metadata,
    mode: wish.mode,
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: wish.mode === 'subscription' ? wish.collectCard : 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: wish.submitType,
    subscription: null,
    success_url: wish.successUrl,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: `${world.options.url()}/c/pay/${id}`,
    wallet_options: null,
  });
  world.lineItems.set(id, lines);
  plans.set(session, { subscription: wish.subscription, payment: wish.payment });
  return session;
}

function makeLineItem(
  world: World,
  { price, quantity }: { price: Stripe.Price; quantity: number },
): Stripe.LineItem {
  const amount = (price.unit_amount ?? 0) * quantity;
  return {
    id: newId('li_1'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: productName(world, price),
    metadata: {},
    price,
    quantity,
  };
}

function noInvoice(): Stripe.Checkout.Session.InvoiceCreation {
  return {
    enabled: false,
    invoice_data: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: null,
      metadata: {},
      rendering_options: null,
    },
  };
}

function detailsOf(person: {
  email: string | null;
  name: string | null;
}): Stripe.Checkout.Session.CustomerDetails {
  return {
    address: { city: null, country: 'DE', line1: null, line2: null, postal_code: null, state: null },
    business_name: null,
    email: person.email,
    individual_name: person.name,
    name: person.name,
    phone: null,
    tax_exempt: 'none',
    tax_ids: [],
  };
}

export interface CheckoutOutcome {
  /** `declined` leaves the session open, for another card. */
  outcome: 'complete' | 'declined';
  session: Stripe.Checkout.Session;
}

/** What the page does when somebody pays. @throws StripeFault for a session that is not open any more */
export function completeSession(
  world: World,
  session: Stripe.Checkout.Session,
  card: CardBehaviour,
  person: { email?: string | undefined; name?: string | undefined } = {},
): CheckoutOutcome {
  if (session.status !== 'open') throw invalid(`This Checkout session is ${session.status ?? 'gone'}.`);
  const known = session.customer === null ? null : world.customer(idOf(session.customer), 'customer');
  const email = known?.email ?? session.customer_email ?? person.email ?? 'someone@example.com';
  const name = known?.name ?? person.name ?? 'Someone';
  if (card === 'declined') {
    decline(world, session, known, email);
    return { outcome: 'declined', session };
  }
  const needed = session.mode === 'subscription' || session.customer_creation === 'always';
  const customer = known ?? (needed ? makeCustomer(world, { email, name }) : null);
  const method = makeCard(world, card, customer?.id ?? null);
  if (customer) attach(world, method.id, customer, 'payment_method');
  session.customer = customer?.id ?? null;
  session.customer_details = detailsOf({ email, name });
  session.collected_information = { business_name: null, individual_name: null, shipping_details: null };
  if (session.mode === 'subscription' && customer) subscribe(world, session, customer, method.id);
  else takePayment(world, session, customer, { card: method.id, email });
  session.status = 'complete';
  session.url = null;
  world.emit('checkout.session.completed', session, undefined, customer?.test_clock ?? null);
  return { outcome: 'complete', session };
}

function decline(
  world: World,
  session: Stripe.Checkout.Session,
  customer: Stripe.Customer | null,
  email: string,
): void {
  if ((session.amount_total ?? 0) === 0) return;
  const card = makeCard(world, 'declined', null).id;
  const plan = plans.get(session)?.payment;
  const { intent } = pay(world, {
    amount: session.amount_total ?? 0,
    currency: session.currency ?? 'eur',
    customer,
    card,
    present: true,
    email,
    metadata: plan?.metadata ?? {},
    description: plan?.description ?? null,
    intent: session.payment_intent ? world.paymentIntents.get(idOf(session.payment_intent)) : undefined,
  });
  // A subscription's payment belongs to its invoice, and a session in that mode shows none.
  if (session.mode === 'payment') session.payment_intent = intent.id;
}

function subscribe(
  world: World,
  session: Stripe.Checkout.Session,
  customer: Stripe.Customer,
  card: string,
): void {
  const plan = plans.get(session)?.subscription;
  const subscription = makeSubscription(world, {
    customer,
    items: (world.lineItems.get(session.id) ?? []).flatMap((line) =>
      line.price?.recurring ? [{ price: line.price, quantity: line.quantity ?? 1 }] : [],
    ),
    metadata: plan?.metadata ?? {},
    description: plan?.description,
    trialEnd: plan?.trialEnd,
    card,
  });
  world.emit('customer.subscription.created', subscription);
  customer.currency ??= subscription.currency;
  world.change('customer.subscription.updated', subscription, () =>
    start(world, subscription, { present: true, card, collect: true }),
  );
  session.subscription = subscription.id;
  session.invoice = subscription.latest_invoice;
  session.payment_status = (session.amount_total ?? 0) === 0 ? 'no_payment_required' : 'paid';
}

function takePayment(
  world: World,
  session: Stripe.Checkout.Session,
  customer: Stripe.Customer | null,
  { card, email }: { card: string; email: string },
): void {
  const amount = session.amount_total ?? 0;
  if (amount === 0) {
    session.payment_status = 'no_payment_required';
    return;
  }
  const plan = plans.get(session)?.payment;
  const { intent } = pay(world, {
    amount,
    currency: session.currency ?? 'eur',
    customer,
    card,
    present: true,
    email,
    metadata: plan?.metadata ?? {},
    description: plan?.description ?? null,
    intent: session.payment_intent ? world.paymentIntents.get(idOf(session.payment_intent)) : undefined,
  });
  session.payment_intent = intent.id;
  session.payment_status = 'paid';
}

export function expireSession(world: World, session: Stripe.Checkout.Session): void {
  if (session.status !== 'open')
    throw invalid(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status ?? ''}\`.`,
    );
  session.status = 'expired';
  session.url = null;
  world.emit('checkout.session.expired', session);
}
