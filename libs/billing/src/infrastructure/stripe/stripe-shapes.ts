import { z } from 'zod';
import { ProviderRefusedError } from '../../application/ports/payment-provider';

/**
 * What is read of Stripe's objects, and no more. The library's types are of one version of the API; what answers may be
 * of another (a proxy that pins one, a stand-in), with fields that nobody knows, and without some that nothing here
 * needs. Where versions have the same thing in two places, both are read.
 */
const seconds = z.number().int().min(0).max(1e11);
const amount = z.number().nullish();
const reference = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]);
const metadata = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((said) => said ?? {});
/** Of each item since 2025-03-31.basil, before that of the whole subscription. */
const period = { current_period_start: seconds.nullish(), current_period_end: seconds.nullish() };

export const priceShape = z.object({
  id: z.string(),
  lookup_key: z.string().nullish(),
  metadata,
  unit_amount: amount,
  currency: z.string().nullish(),
  recurring: z.object({ interval: z.string() }).nullish(),
});
export type SeenPrice = z.infer<typeof priceShape>;

export const subscriptionShape = z.object({
  id: z.string(),
  customer: reference,
  status: z.string(),
  metadata,
  items: z.object({ data: z.array(z.object({ id: z.string(), price: priceShape, ...period })) }),
  ...period,
  created: seconds.nullish(),
  start_date: seconds.nullish(),
  trial_end: seconds.nullish(),
  cancel_at: seconds.nullish(),
  cancel_at_period_end: z.boolean().nullish(),
  ended_at: seconds.nullish(),
  cancellation_details: z.object({ reason: z.string().nullish() }).nullish(),
});
export type SeenSubscription = z.infer<typeof subscriptionShape>;

const payment = z.object({
  status: z.string().nullish(),
  amount_paid: amount,
  payment: z.object({ payment_intent: reference.nullish(), charge: reference.nullish() }),
});
export type InvoicePayment = z.infer<typeof payment>;

export const invoiceShape = z.object({
  id: z.string(),
  number: z.string().nullish(),
  status: z.string().nullish(),
  currency: z.string(),
  amount_due: z.number(),
  amount_paid: z.number(),
  created: seconds,
  period_start: seconds.nullish(),
  period_end: seconds.nullish(),
  hosted_invoice_url: z.string().nullish(),
  invoice_pdf: z.string().nullish(),
  attempted: z.boolean().nullish(),
  status_transitions: z.object({ finalized_at: seconds.nullish() }).nullish(),
  starting_balance: amount,
  ending_balance: amount,
  /** Since 2025-03-31.basil, where it is asked for; before that the two below. */
  payments: z.object({ data: z.array(payment) }).nullish(),
  payment_intent: reference.nullish(),
  charge: reference.nullish(),
  customer: reference.nullish(),
  /** Since 2025-03-31.basil; before that `subscription`. */
  parent: z
    .object({ subscription_details: z.object({ subscription: reference.nullish() }).nullish() })
    .nullish(),
  subscription: reference.nullish(),
});
export type StripeInvoice = z.infer<typeof invoiceShape>;

export const sessionShape = z.object({
  id: z.string(),
  url: z.string().nullish(),
  status: z.string().nullish(),
  expires_at: seconds.nullish(),
  amount_total: amount,
  currency: z.string().nullish(),
  payment_status: z.string().nullish(),
  metadata,
});
export type SeenSession = z.infer<typeof sessionShape>;

export const chargeShape = z.object({
  amount: z.number(),
  amount_refunded: amount,
  currency: z.string(),
});

export const refundShape = z.object({
  id: z.string(),
  amount: z.number(),
  status: z.string().nullish(),
  metadata,
});

export type StripeRefund = z.infer<typeof refundShape>;

export const balanceTransactionShape = z.object({ id: z.string(), metadata });

/** Whose something is. */
export const ownedShape = z.object({ customer: reference.nullish() });

/** @throws ProviderRefusedError where it is nothing of the kind, without a word of what it is */
export function readAs<Shape extends z.ZodType>(shape: Shape, answer: unknown): z.infer<Shape> {
  const { data, error } = shape.safeParse(answer);
  if (error) {
    const where = error.issues.map(({ path }) => path.join('.')).join(', ');
    throw new ProviderRefusedError(`Stripe: an answer that cannot be read (${where})`, 'invalid');
  }
  return data;
}

export function subscriptionOf({ parent, subscription }: StripeInvoice): string | undefined {
  return parent?.subscription_details?.subscription ?? subscription ?? undefined;
}
