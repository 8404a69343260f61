import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import type { Id } from '@almanac/kernel';
import {
  PaymentProvider,
  ProviderRefusedError,
  type CheckoutSession,
  type CustomerSubscriptions,
  type ListedSubscription,
  type NewCheckout,
  type NewPaymentCheckout,
  type PlanPrice,
  type SeenCharge,
  type SeenInvoice,
} from '../../application/ports/payment-provider';
import type { Money } from '../../domain/money';
import type { Interval, PaidPlan } from '../../domain/plans';
import { fromStripe, toStripe } from './stripe-amounts';
import { StripeClient } from './stripe-client';
import { StripePrices } from './stripe-prices';
import { StripeRefunds } from './stripe-refunds';
import { StripeSubscriptions } from './stripe-subscriptions';
import { at, idOf } from './to-snapshot';

/** Stripe takes the money (docs.stripe.com/api). */
@Injectable()
export class StripeProvider extends PaymentProvider {
  constructor(
    private readonly client: StripeClient,
    private readonly knownPrices: StripePrices,
    private readonly subscriptions: StripeSubscriptions,
    private readonly refunds: StripeRefunds,
  ) {
    super();
  }

  override get isOn(): boolean {
    return this.client.isOn;
  }

  override async prices(): Promise<PlanPrice[]> {
    const known = await this.knownPrices.all();
    return known.map(({ plan, interval, amount, currency }) => ({ plan, interval, amount, currency }));
  }

  override async createCustomer(
    { userId, email }: { userId: Id; email: string | undefined },
    idempotencyKey: string,
  ): Promise<string> {
    const params = { metadata: { almanac_user: userId }, ...(email === undefined ? {} : { email }) };
    return (await this.client.call((stripe) => stripe.customers.create(params, { idempotencyKey }))).id;
  }

  override async setAddress(customerId: string, email: string): Promise<void> {
    await this.client.find((stripe) => stripe.customers.update(customerId, { email }));
  }

  override async deleteCustomer(customerId: string): Promise<void> {
    await this.client.find((stripe) => stripe.customers.del(customerId));
  }

  override async createCheckout(checkout: NewCheckout, idempotencyKey: string): Promise<CheckoutSession> {
    const { customerId, userId, plan, interval, trialDays, successUrl, cancelUrl } = checkout;
    const metadata = { almanac_user: userId, almanac_plan: plan };
    const session = await this.atPrice(plan, interval, idempotencyKey, (price, key) =>
      this.client.call((stripe) =>
        stripe.checkout.sessions.create(
          {
            mode: 'subscription',
            customer: customerId,
            client_reference_id: userId,
            line_items: [{ price, quantity: 1 }],
            success_url: successUrl,
            cancel_url: cancelUrl,
            metadata,
            subscription_data: {
              metadata,
              ...(trialDays > 0 ? { trial_period_days: trialDays } : {}),
            },
          },
          { idempotencyKey: key },
        ),
      ),
    );
    return sessionOf(session);
  }

  override async createPaymentCheckout(
    { amount, currency, paymentId, customerId, description, successUrl, cancelUrl }: NewPaymentCheckout,
    idempotencyKey: string,
  ): Promise<CheckoutSession> {
    const asked = toStripe({ amount, currency });
    const price = {
      currency: asked.currency,
      unit_amount: asked.amount,
      product_data: { name: description },
    };
    const session = await this.client.call((stripe) =>
      stripe.checkout.sessions.create(
        {
          mode: 'payment',
          customer: customerId,
          line_items: [{ price_data: price, quantity: 1 }],
          success_url: successUrl,
          cancel_url: cancelUrl,
          metadata: { almanac_payment: paymentId },
        },
        { idempotencyKey },
      ),
    );
    return sessionOf(session);
  }

  override async expireCheckout(sessionId: string): Promise<'expired' | 'complete'> {
    try {
      await this.client.call((stripe) => stripe.checkout.sessions.expire(sessionId));
      return 'expired';
    } catch (error) {
      if (!(error instanceof ProviderRefusedError)) throw error;
      // It was not open any more: the other way that a session ends.
      const status = await this.checkoutStatus(sessionId);
      if (status === 'open') throw error;
      return status;
    }
  }

  override async checkoutStatus(sessionId: string): Promise<'open' | 'expired' | 'complete'> {
    const session = await this.client.find((stripe) => stripe.checkout.sessions.retrieve(sessionId));
    const statuses = ['open', 'complete'] as const;
    return statuses.find((status) => status === session?.status) ?? 'expired';
  }

  override async paymentOf(
    sessionId: string,
  ): Promise<(Money & { paymentId: string; paid: boolean }) | undefined> {
    const session = await this.client.find((stripe) => stripe.checkout.sessions.retrieve(sessionId));
    const paymentId = session?.metadata?.['almanac_payment'];
    if (!session || paymentId === undefined || session.amount_total === null) return undefined;
    return {
      paymentId,
      ...fromStripe(session.amount_total, session.currency ?? ''),
      paid: session.payment_status === 'paid',
    };
  }

  override async createPortal(customer: string, returnUrl: string): Promise<string> {
    const session = await this.client.call((stripe) =>
      stripe.billingPortal.sessions.create({ customer, return_url: returnUrl }),
    );
    return session.url;
  }

  override subscriptionsOf(customerId: string): Promise<CustomerSubscriptions | undefined> {
    return this.subscriptions.of(customerId);
  }

  override async setRenewal(id: string, renews: boolean, idempotencyKey: string): Promise<void> {
    await this.client.call((stripe) =>
      stripe.subscriptions.update(id, { cancel_at_period_end: !renews }, { idempotencyKey }),
    );
  }

  override async cancel(id: string): Promise<void> {
    await this.client.find((stripe) => stripe.subscriptions.cancel(id));
  }

  override refundInvoices(id: string, from: Date | null, key: string): Promise<Money | undefined> {
    return this.refunds.ofSubscription(id, from, key);
  }

  override async changePlan(
    { id, itemId }: { id: string; itemId: string },
    { plan, interval }: { plan: PaidPlan; interval: Interval },
    upgrade: boolean,
    idempotencyKey: string,
  ): Promise<void> {
    await this.atPrice(plan, interval, idempotencyKey, (price, key) =>
      this.client.call((stripe) =>
        stripe.subscriptions.update(
          id,
          {
            items: [{ id: itemId, price }],
            metadata: { almanac_plan: plan },
            // More is paid for at once, or not had; less becomes credit.
            proration_behavior: upgrade ? 'always_invoice' : 'create_prorations',
            payment_behavior: upgrade ? 'error_if_incomplete' : 'allow_incomplete',
          },
          { idempotencyKey: key },
        ),
      ),
    );
  }

  /**
   * With the price as it is known here; where Stripe refuses that one and has another by now, with the other. A price
   * cannot be changed at Stripe, so each new amount is a new price.
   */
  private async atPrice<T>(
    plan: PaidPlan,
    interval: Interval,
    idempotencyKey: string,
    use: (price: string, idempotencyKey: string) => Promise<T>,
  ): Promise<T> {
    const price = await this.knownPrices.idOf(plan, interval);
    if (price === undefined) throw new ProviderRefusedError(`There is no price of ${plan}`, 'missing');
    try {
      return await use(price, idempotencyKey);
    } catch (error) {
      if (!(error instanceof ProviderRefusedError) || error.reason === 'declined') throw error;
      this.knownPrices.forget();
      const now = await this.knownPrices.idOf(plan, interval);
      if (now === undefined || now === price) throw error;
      return use(now, `${idempotencyKey}:${now}`);
    }
  }

  override async invoices(
    customer: string,
    limit: number,
    after: string | undefined,
  ): Promise<{ invoices: SeenInvoice[]; hasMore: boolean }> {
    const starting = after === undefined ? {} : { starting_after: after };
    const page = await this.client.find((stripe) => stripe.invoices.list({ customer, limit, ...starting }));
    return { invoices: (page?.data ?? []).map(invoiceOf), hasMore: page?.has_more ?? false };
  }

  override async charge(chargeId: string): Promise<SeenCharge | undefined> {
    const charge = await this.client.find((stripe) => stripe.charges.retrieve(chargeId));
    if (!charge) return undefined;
    return {
      customerId: charge.customer === null ? undefined : idOf(charge.customer),
      ...fromStripe(charge.amount, charge.currency),
      refunded: fromStripe(charge.amount_refunded, charge.currency).amount,
    };
  }

  override async isGone(customerId: string): Promise<boolean> {
    const customer = await this.client.find((stripe) => stripe.customers.retrieve(customerId));
    return customer === undefined || customer.deleted === true;
  }

  override livingSubscriptions(
    after: string | undefined,
  ): Promise<{ subscriptions: ListedSubscription[]; next: string | undefined }> {
    return this.subscriptions.living(after);
  }
}

function sessionOf({ id, url, expires_at }: Stripe.Checkout.Session): CheckoutSession {
  if (url === null) throw new ProviderRefusedError('Stripe gave no page to pay on', 'invalid');
  return { id, url, expiresAt: at(expires_at) };
}

function invoiceOf(invoice: Stripe.Invoice): SeenInvoice {
  return {
    id: invoice.id,
    number: invoice.number,
    status: invoice.status ?? 'draft',
    amountDue: fromStripe(invoice.amount_due, invoice.currency).amount,
    amountPaid: fromStripe(invoice.amount_paid, invoice.currency).amount,
    currency: invoice.currency.toUpperCase(),
    createdAt: at(invoice.created),
    periodStart: at(invoice.period_start),
    periodEnd: at(invoice.period_end),
    url: invoice.hosted_invoice_url ?? null,
    pdfUrl: invoice.invoice_pdf ?? null,
  };
}
