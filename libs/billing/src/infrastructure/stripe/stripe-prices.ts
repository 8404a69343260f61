import { Injectable } from '@nestjs/common';
import { Config, type RequestContext } from '@almanac/platform';
import { ProviderRefusedError, type PlanPrice } from '../../application/ports/payment-provider';
import { intervals, paidPlans, type Interval, type PaidPlan } from '../../domain/plans';
import { StripeClient } from './stripe-client';
import { priceShape, readAs, type SeenPrice } from './stripe-shapes';
import { costOf } from './to-snapshot';

/** How old prices may be: those of new subscriptions are Stripe's in any case. */
const KEPT_MS = 10 * 60_000;

const SOLD = paidPlans.flatMap((plan) => intervals.map((interval) => ({ plan, interval })));

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

  all(context: RequestContext): Promise<Known[]> {
    if (this.kept && this.kept.until > Date.now()) return this.kept.prices;
    const prices = this.read(context);
    const kept = { until: Date.now() + KEPT_MS, prices };
    this.kept = kept;
    prices.catch(() => {
      if (this.kept === kept) this.kept = undefined;
    });
    return prices;
  }

  /**
   * With the price as it is known here; where Stripe refuses that one and has another by now, with the other. A price
   * cannot be changed at Stripe, so each new amount is a new price.
   */
  async use<T>(
    context: RequestContext,
    plan: PaidPlan,
    interval: Interval,
    idempotencyKey: string,
    work: (price: string, idempotencyKey: string) => Promise<T>,
  ): Promise<T> {
    const price = await this.idOf(context, plan, interval);
    if (price === undefined) throw new ProviderRefusedError(`There is no price of ${plan}`, 'missing');
    try {
      return await work(price, idempotencyKey);
    } catch (error) {
      if (!(error instanceof ProviderRefusedError) || error.reason === 'declined') throw error;
      this.kept = undefined;
      const now = await this.idOf(context, plan, interval);
      if (now === undefined || now === price) throw error;
      return work(now, `${idempotencyKey}:${now}`);
    }
  }

  /**
   * What a price stands for: by its id or lookup key as they are set here; an older price, that is still paid, by what its
   * metadata say. An answer may show no more of a price than its id.
   * @param bought what the subscription itself says that it was bought as
   */
  async meaningOf(
    context: RequestContext,
    price: SeenPrice,
    bought: Readonly<Record<string, unknown>>,
  ): Promise<{ plan: PaidPlan; interval: Interval | undefined } | undefined> {
    const set = SOLD.find((one) => [price.id, price.lookup_key].includes(this.setting(one)));
    if (set) return set;
    const said = price.metadata['almanac_plan'] ?? bought['almanac_plan'];
    const plan = paidPlans.find((one) => one === said);
    if (plan && price.recurring) return { plan, interval: undefined };
    return (await this.all(context)).find(({ id }) => id === price.id);
  }

  /** The id of a price; undefined where Stripe has none for it. */
  private async idOf(
    context: RequestContext,
    plan: PaidPlan,
    interval: Interval,
  ): Promise<string | undefined> {
    const found = (await this.all(context)).find((one) => one.plan === plan && one.interval === interval);
    return found?.id;
  }

  private setting({ plan, interval }: { plan: PaidPlan; interval: Interval }): string {
    return {
      premium: { month: this.config.STRIPE_PRICE_PREMIUM_MONTH, year: this.config.STRIPE_PRICE_PREMIUM_YEAR },
      enterprise: {
        month: this.config.STRIPE_PRICE_ENTERPRISE_MONTH,
        year: this.config.STRIPE_PRICE_ENTERPRISE_YEAR,
      },
    }[plan][interval];
  }

  private async read(context: RequestContext): Promise<Known[]> {
    const wanted = SOLD.map((one) => ({ ...one, set: this.setting(one) }));
    const keys = wanted.filter(({ set }) => !isPriceId(set)).map(({ set }) => set);
    const ids = wanted.filter(({ set }) => isPriceId(set)).map(({ set }) => set);
    const [listed, ...single] = await Promise.all([
      keys.length === 0
        ? []
        : this.client
            .call(context, (stripe) => stripe.prices.list({ lookup_keys: keys, active: true, limit: 100 }))
            .then(({ data }) => data),
      ...ids.map((id) => this.client.find(context, (stripe) => stripe.prices.retrieve(id))),
    ]);
    const prices = [...listed, ...single.filter((price) => price !== undefined)].map((price) =>
      readAs(priceShape, price),
    );
    return wanted.flatMap(({ plan, interval, set }) => {
      const price = prices.find(({ id, lookup_key }) => id === set || lookup_key === set);
      if (!price) return [];
      const { unitAmount: amount, currency } = costOf(price);
      return [{ id: price.id, plan, interval, amount, currency }];
    });
  }
}

function isPriceId(text: string): boolean {
  return text.startsWith('price_');
}
