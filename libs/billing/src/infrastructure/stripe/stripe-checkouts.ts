import { Injectable } from '@nestjs/common';
import type { RequestContext } from '@almanac/platform';
import {
  ProviderRefusedError,
  type CheckoutSession,
  type NewCheckout,
  type NewPaymentCheckout,
} from '../../application/ports/payment-provider';
import type { Money } from '../../domain/money';
import { fromStripe, toStripe } from './stripe-amounts';
import { StripeClient } from './stripe-client';
import { StripePrices } from './stripe-prices';
import { readAs, sessionShape, type SeenSession } from './stripe-shapes';
import { at } from './to-snapshot';

/** For how long a page is open where Stripe does not say (docs.stripe.com/api/checkout/sessions/create, `expires_at`). */
const OPEN_SECONDS = 86_400;

/** Pages of Stripe's to pay on (docs.stripe.com/api/checkout/sessions). */
@Injectable()
export class StripeCheckouts {
  constructor(
    private readonly client: StripeClient,
    private readonly prices: StripePrices,
  ) {}

  async create(
    context: RequestContext,
    checkout: NewCheckout,
    idempotencyKey: string,
  ): Promise<CheckoutSession> {
    const { customerId, userId, plan, interval, trialDays, successUrl, cancelUrl } = checkout;
    const metadata = { almanac_user: userId, almanac_plan: plan };
    const session = await this.prices.use(context, plan, interval, idempotencyKey, (price, key) =>
      this.client.call(context, (stripe) =>
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
    return pageOf(readAs(sessionShape, session));
  }

  async createForPayment(
    context: RequestContext,
    { amount, currency, paymentId, customerId, description, successUrl, cancelUrl }: NewPaymentCheckout,
    idempotencyKey: string,
  ): Promise<CheckoutSession> {
    const asked = toStripe({ amount, currency });
    const price = {
      currency: asked.currency,
      unit_amount: asked.amount,
      product_data: { name: description },
    };
    const session = await this.client.call(context, (stripe) =>
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
    return pageOf(readAs(sessionShape, session));
  }

  async expire(context: RequestContext, sessionId: string): Promise<'expired' | 'complete'> {
    try {
      await this.client.call(context, (stripe) => stripe.checkout.sessions.expire(sessionId));
      return 'expired';
    } catch (error) {
      if (!(error instanceof ProviderRefusedError)) throw error;
      // It was not open any more: the other way that a session ends.
      const status = await this.statusOf(context, sessionId);
      if (status === 'open') throw error;
      return status;
    }
  }

  async statusOf(context: RequestContext, sessionId: string): Promise<'open' | 'expired' | 'complete'> {
    const session = await this.find(context, sessionId);
    const statuses = ['open', 'complete'] as const;
    return statuses.find((status) => status === session?.status) ?? 'expired';
  }

  async paymentOf(
    context: RequestContext,
    sessionId: string,
  ): Promise<(Money & { paymentId: string; paid: boolean }) | undefined> {
    const session = await this.find(context, sessionId);
    const paymentId = session?.metadata['almanac_payment'];
    if (typeof paymentId !== 'string' || typeof session?.amount_total !== 'number') return undefined;
    return {
      paymentId,
      ...fromStripe(session.amount_total, session.currency ?? ''),
      paid: session.payment_status === 'paid',
    };
  }

  private async find(context: RequestContext, sessionId: string): Promise<SeenSession | undefined> {
    const session = await this.client.find(context, (stripe) => stripe.checkout.sessions.retrieve(sessionId));
    return session && readAs(sessionShape, session);
  }
}

function pageOf({ id, url, expires_at }: SeenSession): CheckoutSession {
  if (typeof url !== 'string') throw new ProviderRefusedError('Stripe gave no page to pay on', 'invalid');
  return { id, url, expiresAt: at(expires_at ?? Math.floor(Date.now() / 1000) + OPEN_SECONDS) };
}
