import { Injectable } from '@nestjs/common';
import type { RequestContext } from '@almanac/platform';
import { ProviderRefusedError, type GivenBack } from '../../application/ports/payment-provider';
import { fromStripe } from './stripe-amounts';
import { ALL, PAGE, StripeClient } from './stripe-client';
import {
  balanceTransactionShape,
  invoiceShape,
  readAs,
  refundShape,
  type InvoicePayment,
  type StripeInvoice,
  type StripeRefund,
} from './stripe-shapes';

/** What a refund ends as where the money has not gone anywhere (docs.stripe.com/refunds, "Failed refunds"). */
const CAME_BACK: ReadonlySet<string> = new Set(['failed', 'canceled']);

/** Of all that a shop refunds in some weeks: 20 pages. Events tell of the others. */
const LOOKED_AT = { limit: 2000 };

/** A payment, by what Stripe refunds it by. */
type Paid = { payment_intent: string } | { charge: string };

/** Money that goes back at Stripe (docs.stripe.com/refunds). */
@Injectable()
export class StripeRefunds {
  constructor(private readonly client: StripeClient) {}

  /**
   * All that was paid for the invoices of a subscription: by payments, which are refunded, and out of the customer's
   * credit balance, to which it is added again. What has gone back in part, as an operator gave some back by hand, goes
   * back for the rest. A refund that came back is not made again: whatever ails the account that it was to go to, it
   * would come back again.
   */
  async ofSubscription(
    context: RequestContext,
    id: string,
    from: Date | null,
    key: string,
  ): Promise<GivenBack> {
    let total = 0;
    let currency = '';
    let cameBack = false;
    for (const invoice of await this.invoicesOf(context, id, from)) {
      currency = invoice.currency;
      total += await this.restoreCredit(context, invoice, id, key);
      for (const payment of paymentsOf(invoice)) {
        const of = paidBy(payment);
        // What was not paid through Stripe, it has nothing of to give back.
        if (!of) continue;
        const refunded = await this.refund(context, of, payment.amount_paid ?? 0, id, key);
        total += refunded.amount;
        cameBack ||= refunded.cameBack;
      }
    }
    return { money: total > 0 ? fromStripe(total, currency) : undefined, cameBack };
  }

  /** The second subscription that a refund is for; undefined where it is none of ours. */
  async subscriptionOf(context: RequestContext, refundId: string): Promise<string | undefined> {
    const answer = await this.client.find(context, (stripe) => stripe.refunds.retrieve(refundId));
    return answer && madeFor(readAs(refundShape, answer));
  }

  /** The second subscriptions with a refund that came back, among the newest refunds since then. */
  async cameBackSince(context: RequestContext, since: Date): Promise<string[]> {
    const created = { gte: Math.floor(since.getTime() / 1000) };
    const made = await this.client.call(context, (stripe) =>
      stripe.refunds.list({ created, ...PAGE }).autoPagingToArray(LOOKED_AT),
    );
    const cameBack = made
      .map((answer) => readAs(refundShape, answer))
      .filter(({ status }) => CAME_BACK.has(status ?? ''));
    return [...new Set(cameBack.flatMap((refund) => madeFor(refund) ?? []))];
  }

  private async invoicesOf(
    context: RequestContext,
    subscription: string,
    from: Date | null,
  ): Promise<StripeInvoice[]> {
    const wanted = {
      ...{ subscription, status: 'paid' as const, expand: ['data.payments'] },
      ...(from === null ? {} : { created: { gte: Math.floor(from.getTime() / 1000) } }),
    };
    const invoices = await this.client.call(context, (stripe) =>
      stripe.invoices.list({ ...wanted, ...PAGE }).autoPagingToArray(ALL),
    );
    return invoices.map((answer) => readAs(invoiceShape, answer));
  }

  /** What has gone back of a payment, or is on its way, in Stripe's units. */
  private async refund(
    context: RequestContext,
    of: Paid,
    paid: number,
    subscription: string,
    key: string,
  ): Promise<{ amount: number; cameBack: boolean }> {
    const refunds = await this.client.call(context, (stripe) =>
      stripe.refunds.list({ ...of, ...PAGE }).autoPagingToArray(ALL),
    );
    const made = refunds.map((answer) => readAs(refundShape, answer));
    const amount = made
      .filter(({ status }) => !CAME_BACK.has(status ?? ''))
      .reduce((sum, refund) => sum + refund.amount, 0);
    if (amount >= paid) return { amount, cameBack: false };
    if (made.some(({ status }) => CAME_BACK.has(status ?? ''))) return { amount, cameBack: true };
    const params = { ...of, reason: 'duplicate', metadata: { almanac_subscription: subscription } } as const;
    const idempotencyKey = `${key}:${Object.values(of).join()}`;
    try {
      const answer = await this.client.call(context, (stripe) =>
        stripe.refunds.create(params, { idempotencyKey }),
      );
      const refund = readAs(refundShape, answer);
      if (CAME_BACK.has(refund.status ?? '')) return { amount, cameBack: true };
      return { amount: amount + refund.amount, cameBack: false };
    } catch (error) {
      if (!(error instanceof ProviderRefusedError) || error.reason !== 'refunded') throw error;
      return { amount: paid, cameBack: false };
    }
  }

  /** Once for an invoice: what was added says which. Gives how much the invoice had taken, in Stripe's units. */
  private async restoreCredit(
    context: RequestContext,
    { id, customer, currency, starting_balance, ending_balance }: StripeInvoice,
    subscription: string,
    key: string,
  ): Promise<number> {
    // Credit is a balance below zero (docs.stripe.com/billing/customer/balance).
    const taken = (ending_balance ?? 0) - Math.min(starting_balance ?? 0, 0);
    if (typeof customer !== 'string' || typeof ending_balance !== 'number' || taken <= 0) return 0;
    const params = {
      amount: -taken,
      currency,
      description: 'Given back: a second subscription',
      metadata: { almanac_invoice: id, almanac_subscription: subscription },
    };
    const idempotencyKey = `${key}:${id}`;
    const restored = await this.client.find(context, async (stripe) => {
      const all = await stripe.customers.listBalanceTransactions(customer, PAGE).autoPagingToArray(ALL);
      const seen = all.map((answer) => readAs(balanceTransactionShape, answer));
      return (
        seen.find(({ metadata }) => metadata['almanac_invoice'] === id) ??
        (await stripe.customers.createBalanceTransaction(customer, params, { idempotencyKey }))
      );
    });
    // Who is no customer any more has no balance.
    return restored ? taken : 0;
  }
}

function madeFor({ metadata }: StripeRefund): string | undefined {
  const said = metadata['almanac_subscription'];
  return typeof said === 'string' ? said : undefined;
}

/** Wherever Stripe's version has them. */
function paymentsOf({ payments, payment_intent, charge, amount_paid }: StripeInvoice): InvoicePayment[] {
  if (payments) return payments.data.filter(({ status }) => status === 'paid');
  return [{ status: 'paid', amount_paid, payment: { payment_intent, charge } }];
}

function paidBy({ payment: { payment_intent, charge } }: InvoicePayment): Paid | undefined {
  if (typeof payment_intent === 'string') return { payment_intent };
  return typeof charge === 'string' ? { charge } : undefined;
}
