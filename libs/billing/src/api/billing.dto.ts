import { DateTimeField, Flag, IdField, Int, OneOf, Text, WebAddress } from '@almanac/platform';
import {
  invoiceStatuses,
  type CheckoutSession,
  type SeenInvoice,
} from '../application/ports/payment-provider';
import type { StoredSubscription } from '../application/ports/subscription-store';
import { SUBSCRIPTION_ID } from '../domain/example-ids';
import { intervals, paidPlans, type Interval, type PaidPlan } from '../domain/plans';
import { statusOf, subscriptionStates, subscriptionStatuses } from '../domain/subscription-state';

const MOST = Number.MAX_SAFE_INTEGER;
const optional = true;
const nullable = true;
const TIME = '2026-02-25T15:30:00.000Z';
const back = 'Where the person is sent afterwards: an address of this server or of its front-end.';
const address = { max: 2000, description: back };

export class ChangePlanDto {
  @OneOf(paidPlans, { example: 'premium' })
  plan!: PaidPlan;

  @OneOf(intervals, { example: 'year' })
  interval!: Interval;
}

export class CreateCheckoutDto {
  @OneOf(paidPlans, { example: 'premium' })
  plan!: PaidPlan;

  @OneOf(intervals, { example: 'month' })
  interval!: Interval;

  @WebAddress({ ...address, example: 'http://localhost:3000/docs?paid=yes' })
  successUrl!: string;

  @WebAddress({ ...address, example: 'http://localhost:3000/docs?paid=no' })
  cancelUrl!: string;
}

export class CreatePortalDto {
  static readonly mayBeAbsent = true;

  @WebAddress({
    ...{ ...address, optional, example: 'http://localhost:3000/docs' },
    description: `${address.description} Left out: to the billing page of the front-end, or to this server where there is none.`,
  })
  returnUrl?: string;
}

export class CancelSubscriptionDto {
  static readonly mayBeAbsent = true;

  @Flag({
    optional,
    default: false,
    example: false,
    description: 'Ends it now, and nothing is given back; else it runs until what is paid for is over.',
  })
  immediately?: boolean;
}

/** A page to pay on. */
export class CheckoutDto {
  @WebAddress({ max: 4096, example: 'https://checkout.stripe.com/c/pay/cs_test_a1b2c3' })
  url!: string;

  @Text({ min: 1, max: 255, example: 'cs_test_a1b2c3' })
  sessionId!: string;

  @DateTimeField({ example: TIME })
  expiresAt!: string;
}

export class PortalDto {
  @WebAddress({ max: 4096, example: 'https://billing.stripe.com/p/session/test_a1b2c3' })
  url!: string;
}

/** What somebody pays for. */
export class SubscriptionDto {
  @IdField({ nullable, example: SUBSCRIPTION_ID, description: 'null for who never had a subscription.' })
  id!: string | null;

  @OneOf(['free', ...paidPlans], { example: 'premium' })
  plan!: string;

  @OneOf(subscriptionStatuses, {
    example: 'active',
    description:
      '`active` gives the tier of the plan; `inactive`: nothing is paid for just now, and it may become active; `cancelled` and `expired` (not paid) are its end.',
  })
  status!: string;

  @OneOf(['none', ...subscriptionStates], {
    example: 'active',
    description: 'The same, more exactly: `trialing` and `past_due` (a payment failed) are active, too.',
  })
  state!: string;

  @OneOf(intervals, { nullable, example: 'month' })
  interval!: string | null;

  @Int({ min: 0, max: MOST, nullable, example: 900, description: 'In minor units of the currency.' })
  amount!: number | null;

  @Text({ min: 3, max: 3, nullable, example: 'EUR', description: 'ISO 4217.' })
  currency!: string | null;

  @DateTimeField({ nullable, example: '2026-01-25T15:30:00.000Z' })
  startedAt!: string | null;

  @DateTimeField({
    nullable,
    example: TIME,
    description: 'Until when it is paid for, or when it ended; it renews then where `autoRenew` says so.',
  })
  expiresAt!: string | null;

  @Flag({ example: true })
  autoRenew!: boolean;

  @Flag({ example: false, description: 'It ends with the period that is paid for.' })
  cancelAtPeriodEnd!: boolean;

  @DateTimeField({ nullable, example: null })
  trialEndsAt!: string | null;

  @DateTimeField({ nullable, example: null, description: 'A payment failed; until then it runs on.' })
  graceEndsAt!: string | null;

  @Text({ min: 1, max: 255, nullable, example: 'cus_a1b2c3' })
  stripeCustomerId!: string | null;

  @Text({ min: 1, max: 255, nullable, example: 'sub_a1b2c3' })
  stripeSubscriptionId!: string | null;

  @DateTimeField({ nullable, example: '2026-01-25T15:30:00.000Z' })
  updatedAt!: string | null;

  @Int({
    min: 0,
    max: MOST,
    example: 3,
    description:
      'Grows with every change of this subscription; another begins anew. 0 for who never had one.',
  })
  version!: number;
}

export class InvoiceListQueryDto {
  @Int({ min: 1, max: 100, optional, default: 20, description: 'Rows a page.' })
  limit?: number;

  @Text({ min: 1, max: 1024, optional, description: 'The `nextCursor` of the page before.' })
  cursor?: string;

  @Text({
    min: 1,
    max: 1000,
    optional,
    description: 'Comma list of the fields to return; all when left out.',
  })
  fields?: string;
}

export class InvoiceDto {
  @Text({ min: 1, max: 255, example: 'in_a1b2c3' })
  id!: string;

  @Text({ min: 1, max: 255, nullable, example: 'A1B2C3-0001' })
  number!: string | null;

  @OneOf(invoiceStatuses, { example: 'paid' })
  status!: string;

  @Int({ min: -MOST, max: MOST, example: 900, description: 'In minor units of the currency.' })
  amountDue!: number;

  @Int({ min: 0, max: MOST, example: 900, description: 'In minor units of the currency.' })
  amountPaid!: number;

  @Text({ min: 3, max: 3, example: 'EUR', description: 'ISO 4217.' })
  currency!: string;

  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ example: TIME })
  periodStart!: string;

  @DateTimeField({ example: TIME })
  periodEnd!: string;

  @WebAddress({ max: 4096, nullable, description: 'Its page at Stripe.' })
  url!: string | null;

  @WebAddress({ max: 4096, nullable, description: 'The same as a PDF.' })
  pdfUrl!: string | null;
}

export function toCheckoutDto({ id, url, expiresAt }: CheckoutSession): CheckoutDto {
  return { url, sessionId: id, expiresAt: expiresAt.toISOString() };
}

export function toSubscriptionDto(subscription: StoredSubscription | undefined): SubscriptionDto {
  if (!subscription) return NONE;
  const { id, snapshot, standing, updatedAt, version } = subscription;
  const isAlive = standing.state !== 'cancelled' && standing.state !== 'expired';
  return {
    id,
    plan: snapshot.plan,
    status: statusOf(standing.state),
    state: standing.state,
    interval: snapshot.interval,
    amount: snapshot.unitAmount,
    currency: snapshot.currency,
    startedAt: snapshot.startedAt.toISOString(),
    expiresAt: text(standing.expiresAt),
    autoRenew: standing.autoRenew,
    cancelAtPeriodEnd: isAlive && snapshot.cancelAt !== null,
    trialEndsAt: text(snapshot.trialEndsAt),
    graceEndsAt: text(standing.graceEndsAt),
    stripeCustomerId: snapshot.customerId,
    stripeSubscriptionId: snapshot.id,
    updatedAt: updatedAt.toISOString(),
    version,
  };
}

const NONE: SubscriptionDto = {
  id: null,
  plan: 'free',
  status: 'inactive',
  state: 'none',
  interval: null,
  amount: null,
  currency: null,
  startedAt: null,
  expiresAt: null,
  autoRenew: false,
  cancelAtPeriodEnd: false,
  trialEndsAt: null,
  graceEndsAt: null,
  stripeCustomerId: null,
  stripeSubscriptionId: null,
  updatedAt: null,
  version: 0,
};

export function toInvoiceDto({ createdAt, periodStart, periodEnd, ...invoice }: SeenInvoice): InvoiceDto {
  return {
    ...invoice,
    createdAt: createdAt.toISOString(),
    periodStart: periodStart.toISOString(),
    periodEnd: periodEnd.toISOString(),
  };
}

function text(time: Date | null): string | null {
  return time?.toISOString() ?? null;
}
