import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import type { Id } from '@almanac/kernel';
import type { RequestContext } from '@almanac/platform';
import type { HandledEvent } from '../../application/ports/event-reader';
import {
  invoiceStatuses,
  PaymentProvider,
  type CheckoutSession,
  type CustomerSubscriptions,
  type GivenBack,
  type ListedSubscription,
  type NewCheckout,
  type NewPaymentCheckout,
  type PlanPrice,
  type SeenCharge,
  type SeenInvoice,
} from '../../application/ports/payment-provider';
import type { Money } from '../../domain/money';
import type { Interval, PaidPlan } from '../../domain/plans';
import { fromStripe } from './stripe-amounts';
import { StripeCheckouts } from './stripe-checkouts';
import { StripeClient } from './stripe-client';
import { StripePrices } from './stripe-prices';
import { StripeRefunds } from './stripe-refunds';
import { chargeShape, invoiceShape, ownedShape, readAs } from './stripe-shapes';
import { StripeSubscriptions } from './stripe-subscriptions';
import { at } from './to-snapshot';

/** Stripe takes the money (docs.stripe.com/api). */
@Injectable()
export class StripeProvider extends PaymentProvider {
  constructor(
    private readonly client: StripeClient,
    private readonly knownPrices: StripePrices,
    private readonly checkouts: StripeCheckouts,
    private readonly subscriptions: StripeSubscriptions,
    private readonly refunds: StripeRefunds,
  ) {
    super();
  }

  override get isOn(): boolean {
    return this.client.isOn;
  }

  override async prices(context: RequestContext): Promise<PlanPrice[]> {
    const known = await this.knownPrices.all(context);
    return known.map(({ plan, interval, amount, currency }) => ({ plan, interval, amount, currency }));
  }

  override async createCustomer(
    context: RequestContext,
    { userId, email }: { userId: Id; email: string | undefined },
    idempotencyKey: string,
  ): Promise<string> {
    const params = { metadata: { almanac_user: userId }, ...(email === undefined ? {} : { email }) };
    return (await this.client.call(context, (stripe) => stripe.customers.create(params, { idempotencyKey })))
      .id;
  }

  override async setAddress(context: RequestContext, customerId: string, email: string): Promise<void> {
    await this.client.find(context, (stripe) => stripe.customers.update(customerId, { email }));
  }

  override async deleteCustomer(context: RequestContext, customerId: string): Promise<void> {
    await this.client.find(context, (stripe) => stripe.customers.del(customerId));
  }

  override createCheckout(
    context: RequestContext,
    checkout: NewCheckout,
    key: string,
  ): Promise<CheckoutSession> {
    return this.checkouts.create(context, checkout, key);
  }

  override createPaymentCheckout(
    context: RequestContext,
    checkout: NewPaymentCheckout,
    key: string,
  ): Promise<CheckoutSession> {
    return this.checkouts.createForPayment(context, checkout, key);
  }

  override expireCheckout(context: RequestContext, sessionId: string): Promise<'expired' | 'complete'> {
    return this.checkouts.expire(context, sessionId);
  }

  override checkoutStatus(
    context: RequestContext,
    sessionId: string,
  ): Promise<'open' | 'expired' | 'complete'> {
    return this.checkouts.statusOf(context, sessionId);
  }

  override paymentOf(
    context: RequestContext,
    sessionId: string,
  ): Promise<(Money & { paymentId: string; paid: boolean }) | undefined> {
    return this.checkouts.paymentOf(context, sessionId);
  }

  override async createPortal(context: RequestContext, customer: string, returnUrl: string): Promise<string> {
    const session = await this.client.call(context, (stripe) =>
      stripe.billingPortal.sessions.create({ customer, return_url: returnUrl }),
    );
    return session.url;
  }

  override subscriptionsOf(
    context: RequestContext,
    customerId: string,
  ): Promise<CustomerSubscriptions | undefined> {
    return this.subscriptions.of(context, customerId);
  }

  override async setRenewal(
    context: RequestContext,
    id: string,
    renews: boolean,
    idempotencyKey: string,
  ): Promise<void> {
    await this.client.call(context, (stripe) =>
      stripe.subscriptions.update(id, { cancel_at_period_end: !renews }, { idempotencyKey }),
    );
  }

  override async cancel(context: RequestContext, id: string): Promise<void> {
    await this.client.find(context, (stripe) => stripe.subscriptions.cancel(id));
  }

  override refundInvoices(
    context: RequestContext,
    id: string,
    from: Date | null,
    key: string,
  ): Promise<GivenBack> {
    return this.refunds.ofSubscription(context, id, from, key);
  }

  override subscriptionOfRefund(context: RequestContext, refundId: string): Promise<string | undefined> {
    return this.refunds.subscriptionOf(context, refundId);
  }

  override refundsCameBack(context: RequestContext, since: Date): Promise<string[]> {
    return this.refunds.cameBackSince(context, since);
  }

  override async changePlan(
    context: RequestContext,
    { id, itemId }: { id: string; itemId: string },
    { plan, interval }: { plan: PaidPlan; interval: Interval },
    upgrade: boolean,
    idempotencyKey: string,
  ): Promise<void> {
    await this.knownPrices.use(context, plan, interval, idempotencyKey, (price, key) =>
      this.client.call(context, (stripe) =>
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

  override async invoices(
    context: RequestContext,
    customer: string,
    limit: number,
    after: string | undefined,
  ): Promise<{ invoices: SeenInvoice[]; hasMore: boolean }> {
    const starting = after === undefined ? {} : { starting_after: after };
    const page = await this.client.find(context, (stripe) =>
      stripe.invoices.list({ customer, limit, ...starting }),
    );
    return { invoices: (page?.data ?? []).map(invoiceOf), hasMore: page?.has_more ?? false };
  }

  override async charge(context: RequestContext, chargeId: string): Promise<SeenCharge | undefined> {
    const answer = await this.client.find(context, (stripe) => stripe.charges.retrieve(chargeId));
    if (!answer) return undefined;
    const { amount, amount_refunded, currency } = readAs(chargeShape, answer);
    return {
      ...fromStripe(amount, currency),
      refunded: fromStripe(amount_refunded ?? 0, currency).amount,
    };
  }

  override async customerOf(
    context: RequestContext,
    type: HandledEvent,
    objectId: string,
  ): Promise<string | undefined> {
    const object = await this.client.find(context, (stripe) => ownedBy(stripe, type, objectId));
    return object && (readAs(ownedShape, object).customer ?? undefined);
  }

  override async isGone(context: RequestContext, customerId: string): Promise<boolean> {
    const customer = await this.client.find(context, (stripe) => stripe.customers.retrieve(customerId));
    return customer === undefined || customer.deleted === true;
  }

  override livingSubscriptions(
    context: RequestContext,
    after: string | undefined,
  ): Promise<{ subscriptions: ListedSubscription[]; next: string | undefined }> {
    return this.subscriptions.living(context, after);
  }
}

/** What an event is about. */
function ownedBy(stripe: Stripe, type: HandledEvent, id: string): Promise<object> {
  if (type.startsWith('checkout.session.')) return stripe.checkout.sessions.retrieve(id);
  if (type.startsWith('customer.subscription.')) return stripe.subscriptions.retrieve(id);
  if (type.startsWith('invoice.')) return stripe.invoices.retrieve(id);
  if (type === 'charge.refunded') return stripe.charges.retrieve(id);
  if (type === 'customer.deleted') return Promise.resolve({ customer: id });
  return stripe.refunds.retrieve(id);
}

function invoiceOf(answer: unknown): SeenInvoice {
  const invoice = readAs(invoiceShape, answer);
  const { id, number, status, currency, created, period_start, period_end } = invoice;
  return {
    id,
    number: number ?? null,
    status: invoiceStatuses.find((one) => one === status) ?? 'draft',
    amountDue: fromStripe(invoice.amount_due, currency).amount,
    amountPaid: fromStripe(invoice.amount_paid, currency).amount,
    currency: currency.toUpperCase(),
    createdAt: at(created),
    periodStart: at(period_start ?? created),
    periodEnd: at(period_end ?? created),
    url: invoice.hosted_invoice_url ?? null,
    pdfUrl: invoice.invoice_pdf ?? null,
  };
}
