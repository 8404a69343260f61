import type Stripe from 'stripe';
import { StripeFault, noSuch } from '../http/fault';
import { idOf, letters, newId, snapshot, type CardBehaviour, type World } from '../world';

/** Cards, payment intents, charges and refunds. */

/** The last digits of Stripe's test cards of that kind. */
const LAST4: Record<CardBehaviour, string> = {
  ok: '4242',
  declined: '0002',
  'declines-later': '0341',
  'needs-action': '3184',
};

/** Names of Stripe's ready-made test cards. */
export const TEST_CARDS: Record<string, CardBehaviour> = {
  pm_card_visa: 'ok',
  pm_card_chargeDeclined: 'declined',
  pm_card_chargeCustomerFail: 'declines-later',
  pm_card_authenticationRequired: 'needs-action',
};

export function makeCard(
  world: World,
  behaviour: CardBehaviour,
  customer: string | null,
): Stripe.PaymentMethod {
  const method = world.paymentMethods.put({
    id: newId('pm_1'),
    object: 'payment_method',
    allow_redisplay: 'limited',
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    card: {
      brand: 'visa',
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: 'DE',
      display_brand: 'visa',
      exp_month: 8,
      exp_year: 2039,
      fingerprint: letters(16),
      funding: 'credit',
      generated_from: null,
      last4: LAST4[behaviour],
      networks: { available: ['visa'], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: world.now(),
    customer,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  });
  world.cards.set(method.id, behaviour);
  return method;
}

/** The card that pays when its owner is away: the subscription's own, else the customer's. */
export function cardOf(customer: Stripe.Customer, subscription?: Stripe.Subscription): string | null {
  const method = subscription?.default_payment_method ?? customer.invoice_settings.default_payment_method;
  return method === null ? null : idOf(method);
}

export type Outcome = 'succeeded' | 'declined' | 'action' | 'no-card';

export interface Payment {
  intent: Stripe.PaymentIntent;
  outcome: Outcome;
  charge: Stripe.Charge | null;
}

export interface PaymentWish {
  amount: number;
  currency: string;
  customer: Stripe.Customer | null;
  /** Null: there is none. */
  card: string | null;
  /** Its owner is at the screen, and confirms what is to be confirmed. */
  present: boolean;
  description?: string | null;
  metadata?: Record<string, string>;
  email?: string | null;
  /** The one of the last try. */
  intent?: Stripe.PaymentIntent | undefined;
}

/** Tries to take money. */
export function pay(world: World, wish: PaymentWish): Payment {
  const intent = wish.intent ?? makeIntent(world, wish);
  const outcome = outcomeOf(world, wish);
  if (outcome === 'no-card') {
    intent.status = 'requires_payment_method';
    return { intent, outcome, charge: null };
  }
  intent.payment_method = wish.card;
  if (outcome === 'action') {
    intent.status = 'requires_action';
    intent.next_action = {
      type: 'use_stripe_sdk',
      use_stripe_sdk: {
        type: 'three_d_secure_redirect',
        stripe_js: `${world.options.url()}/3ds/${intent.id}`,
      },
    };
    world.emit('payment_intent.requires_action', intent, undefined, wish.customer?.test_clock ?? null);
    return { intent, outcome, charge: null };
  }
  const charge = makeCharge(world, wish, intent, outcome === 'succeeded');
  intent.latest_charge = charge.id;
  intent.next_action = null;
  emitOutcome(world, wish, intent, charge);
  return { intent, outcome, charge };
}

function outcomeOf(world: World, wish: PaymentWish): Outcome {
  if (wish.card === null) return 'no-card';
  const behaviour = world.cards.get(wish.card) ?? 'ok';
  if (behaviour === 'declined') return 'declined';
  if (behaviour === 'ok' || wish.present) return 'succeeded';
  return behaviour === 'needs-action' ? 'action' : 'declined';
}

function emitOutcome(
  world: World,
  wish: PaymentWish,
  intent: Stripe.PaymentIntent,
  charge: Stripe.Charge,
): void {
  // These kinds have no test clock of their own: their customer's says when it is.
  const clock = wish.customer?.test_clock ?? null;
  if (charge.paid) {
    intent.status = 'succeeded';
    intent.amount_received = wish.amount;
    intent.last_payment_error = null;
    world.emit('charge.succeeded', charge, undefined, clock);
    world.emit('payment_intent.succeeded', intent, undefined, clock);
    return;
  }
  intent.status = 'requires_payment_method';
  intent.payment_method = null;
  intent.last_payment_error = declineOf(world, charge, wish.card);
  world.emit('charge.failed', charge, undefined, clock);
  world.emit('payment_intent.payment_failed', intent, undefined, clock);
}

function declineOf(
  world: World,
  charge: Stripe.Charge,
  card: string | null,
): Stripe.PaymentIntent.LastPaymentError {
  return {
    type: 'card_error',
    code: 'card_declined',
    decline_code: 'generic_decline',
    charge: charge.id,
    doc_url: 'https://stripe.com/docs/error-codes/card-declined',
    message: 'Your card was declined.',
    ...(card === null ? {} : { payment_method: snapshot(world.paymentMethods.get(card)) }),
  };
}

/** What the API answers when a card is declined while it is asked to charge it. */
export function declinedFault(payment: Payment): StripeFault {
  return new StripeFault(402, {
    type: 'card_error',
    code: 'card_declined',
    decline_code: 'generic_decline',
    message: 'Your card was declined.',
    ...(payment.charge === null ? {} : { charge: payment.charge.id }),
    payment_intent: snapshot(payment.intent),
  });
}

function makeIntent(world: World, wish: PaymentWish): Stripe.PaymentIntent {
  const id = newId('pi_3');
  return world.paymentIntents.put({
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: wish.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic',
    client_secret: `${id}_secret_${letters(25)}`,
    confirmation_method: 'automatic',
    created: world.now(wish.customer?.test_clock),
    currency: wish.currency,
    customer: wish.customer?.id ?? null,
    customer_account: null,
    description: wish.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: wish.metadata ?? {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_confirmation',
    transfer_data: null,
    transfer_group: null,
  });
}

function makeCharge(
  world: World,
  wish: PaymentWish,
  intent: Stripe.PaymentIntent,
  paid: boolean,
): Stripe.Charge {
  const id = newId('ch_3');
  const card = wish.card === null ? undefined : world.paymentMethods.get(wish.card).card;
  return world.charges.put({
    id,
    object: 'charge',
    amount: wish.amount,
    amount_captured: paid ? wish.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: paid ? newId('txn_3') : null,
    billing_details: { address: null, email: wish.email ?? null, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: 'ALMANAC',
    captured: paid,
    created: world.now(wish.customer?.test_clock),
    currency: wish.currency,
    customer: wish.customer?.id ?? null,
    description: wish.description ?? null,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: paid ? null : 'card_declined',
    failure_message: paid ? null : 'Your card was declined.',
    fraud_details: {},
    livemode: false,
    metadata: wish.metadata ?? {},
    on_behalf_of: null,
    outcome: outcomeDetails(paid),
    paid,
    payment_intent: intent.id,
    payment_method: wish.card,
    payment_method_details: {
      type: 'card',
      card: {
        amount_authorized: paid ? wish.amount : null,
        authorization_code: paid ? '123456' : null,
        brand: 'visa',
        checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: null },
        country: 'DE',
        electronic_commerce_indicator: null,
        exp_month: card?.exp_month ?? 8,
        exp_year: card?.exp_year ?? 2039,
        fingerprint: card?.fingerprint ?? null,
        funding: 'credit',
        installments: null,
        last4: card?.last4 ?? '4242',
        mandate: null,
        network: 'visa',
        network_token: { used: false },
        network_transaction_id: null,
        regulated_status: 'unregulated',
        three_d_secure: null,
        transaction_link_id: null,
        wallet: null,
      },
    },
    receipt_email: null,
    receipt_number: null,
    receipt_url: paid ? `${world.options.url()}/receipts/${id}` : null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: paid ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: null,
  });
}

function outcomeDetails(paid: boolean): Stripe.Charge.Outcome {
  return {
    advice_code: paid ? null : 'try_again_later',
    network_advice_code: null,
    network_decline_code: null,
    network_status: paid ? 'approved_by_network' : 'declined_by_network',
    reason: paid ? null : 'generic_decline',
    risk_level: 'normal',
    risk_score: 20,
    seller_message: paid
      ? 'Payment complete.'
      : 'The bank did not return any further details with this decline.',
    type: paid ? 'authorized' : 'issuer_declined',
  };
}

/** Makes a card the customer's own, by its id or the name of one of Stripe's test cards. */
export function attach(
  world: World,
  name: string,
  customer: Stripe.Customer,
  param: string,
): Stripe.PaymentMethod {
  const behaviour = Object.hasOwn(TEST_CARDS, name) ? TEST_CARDS[name] : undefined;
  const known = world.paymentMethods.find(name);
  if (behaviour === undefined && known === undefined) throw noSuch('PaymentMethod', name, param);
  const method = known ?? makeCard(world, behaviour ?? 'ok', customer.id);
  method.customer = customer.id;
  world.emit('payment_method.attached', method);
  return method;
}
