import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { Config } from '@almanac/platform';
import type { PlanPrice } from '../../application/ports/payment-provider';
import { intervals, paidPlans, type Interval, type PaidPlan } from '../../domain/plans';
import { fromStripe } from './stripe-amounts';
import { StripeClient } from './stripe-client';

/** How old prices may be: those of new subscriptions are Stripe's in any case. */
const KEPT_MS = 10 * 60_000;

interface Known extends PlanPrice {
  id: string;
}

/** The prices of our plans at Stripe, and which plan a price is of. */
@Injectable()
export class StripePrices {
  private kept: { until: number; prices: Promise<Known[]> } | undefined;

  constructor(
    private readonly client: StripeClient,
    private readonly config: Config,
  ) {}

  all(): Promise<Known[]> {
    if (this.kept && this.kept.until > Date.now()) return this.kept.prices;
    const prices = this.read();
    const kept = { until: Date.now() + KEPT_MS, prices };
    this.kept = kept;
    prices.catch(() => {
      if (this.kept === kept) this.kept = undefined;
    });
    return prices;
  }

  /** They are read again when they are next wanted. */
  forget(): void {
    this.kept = undefined;
  }

  /** The id of a price; undefined where Stripe has none for it. */
  async idOf(plan: PaidPlan, interval: Interval): Promise<string | undefined> {
    const found = (await this.all()).find((one) => one.plan === plan && one.interval === interval);
    return found?.id;
  }

  /**
   * By its id or lookup key as they are set here; an older price, that is still paid, by what its metadata say.
   * @param bought what the subscription itself says that it was bought as
   */
  planOf(price: Stripe.Price, bought: Stripe.Metadata): PaidPlan | undefined {
    for (const plan of paidPlans)
      for (const interval of intervals) {
        const set = this.setting(plan, interval);
        if (set === price.id || set === price.lookup_key) return plan;
      }
    const said = price.metadata['almanac_plan'] ?? bought['almanac_plan'];
    return paidPlans.find((plan) => plan === said);
  }

  private setting(plan: PaidPlan, interval: Interval): string {
    return {
      premium: { month: this.config.STRIPE_PRICE_PREMIUM_MONTH, year: this.config.STRIPE_PRICE_PREMIUM_YEAR },
      enterprise: {
        month: this.config.STRIPE_PRICE_ENTERPRISE_MONTH,
        year: this.config.STRIPE_PRICE_ENTERPRISE_YEAR,
      },
    }[plan][interval];
  }

  private async read(): Promise<Known[]> {
    const wanted = paidPlans.flatMap((plan) =>
      intervals.map((interval) => ({ plan, interval, set: this.setting(plan, interval) })),
    );
    const keys = wanted.filter(({ set }) => !isPriceId(set)).map(({ set }) => set);
    const ids = wanted.filter(({ set }) => isPriceId(set)).map(({ set }) => set);
    const [listed, ...single] = await Promise.all([
      keys.length === 0
        ? []
        : this.client
            .call((stripe) => stripe.prices.list({ lookup_keys: keys, active: true, limit: 100 }))
            .then(({ data }) => data),
      ...ids.map((id) => this.client.find((stripe) => stripe.prices.retrieve(id))),
    ]);
    const prices = [...listed, ...single.filter((price) => price !== undefined)];
    return wanted.flatMap(({ plan, interval, set }) => {
      const price = prices.find(({ id, lookup_key }) => id === set || lookup_key === set);
      if (!price) return [];
      const { id, unit_amount, currency } = price;
      const amount = unit_amount === null ? null : fromStripe(unit_amount, currency).amount;
      return [{ id, plan, interval, amount, currency: currency.toUpperCase() }];
    });
  }
}

function isPriceId(text: string): boolean {
  return text.startsWith('price_');
}
