import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { ProviderRefusedError } from '../../application/ports/payment-provider';
import type { Money } from '../../domain/money';
import { fromStripe } from './stripe-amounts';
import { StripeClient } from './stripe-client';
import { idOf } from './to-snapshot';

const PAGE = 100;

/** Money that goes back at Stripe (docs.stripe.com/refunds). */
@Injectable()
export class StripeRefunds {
  constructor(private readonly client: StripeClient) {}

  /**
   * All that was paid for the invoices of a subscription, whose payments stand beside them. What has gone back in part, as
   * an operator gave some back by hand, goes back for the rest.
   */
  async ofSubscription(id: string, from: Date | null, key: string): Promise<Money | undefined> {
    let total = 0;
    let currency: string | undefined;
    for (const payment of await this.paymentsOf(id, from)) {
      if (!(await this.refund(payment, id, key))) continue;
      total += payment.amount_paid ?? 0;
      currency = payment.currency;
    }
    return currency === undefined || total === 0 ? undefined : fromStripe(total, currency);
  }

  private async paymentsOf(subscription: string, from: Date | null): Promise<Stripe.InvoicePayment[]> {
    const created = from === null ? {} : { created: { gte: Math.floor(from.getTime() / 1000) } };
    const payments: Stripe.InvoicePayment[] = [];
    let after: string | undefined;
    do {
      const page = await this.client.call((stripe) =>
        stripe.invoices.list({
          ...{ subscription, status: 'paid', limit: PAGE, expand: ['data.payments'], ...created },
          ...(after === undefined ? {} : { starting_after: after }),
        }),
      );
      for (const { payments: of } of page.data)
        payments.push(...(of?.data ?? []).filter(({ status }) => status === 'paid'));
      after = page.has_more ? page.data.at(-1)?.id : undefined;
    } while (after !== undefined);
    return payments;
  }

  /** False where it was not paid through Stripe, so that Stripe has nothing to give back. */
  private async refund(
    { payment: { payment_intent: intent, charge } }: Stripe.InvoicePayment,
    subscription: string,
    key: string,
  ): Promise<boolean> {
    const of = intent ? { payment_intent: idOf(intent) } : charge ? { charge: idOf(charge) } : undefined;
    if (!of) return false;
    const params = { ...of, reason: 'duplicate', metadata: { almanac_subscription: subscription } } as const;
    const idempotencyKey = `${key}:${Object.values(of).join()}`;
    try {
      await this.client.call((stripe) => stripe.refunds.create(params, { idempotencyKey }));
    } catch (error) {
      if (!(error instanceof ProviderRefusedError) || error.reason !== 'refunded') throw error;
    }
    return true;
  }
}
