import type Stripe from 'stripe';
import { decimal, newId, type World } from '../world';

/** Products and prices. */
export interface PriceWish {
  product: string;
  currency: string;
  unitAmount: number;
  recurring?: { interval: 'day' | 'week' | 'month' | 'year'; count: number } | undefined;
  lookupKey?: string | undefined;
  nickname?: string | undefined;
  metadata?: Record<string, string>;
  /** Made for one session only: Stripe lists such prices under no one. */
  inline?: boolean;
}

export function makeProduct(
  world: World,
  wish: {
    name: string;
    description?: string | undefined;
    metadata?: Record<string, string>;
    id?: string | undefined;
  },
): Stripe.Product {
  const now = world.now();
  return world.products.put({
    id: wish.id ?? newId('prod', 14),
    object: 'product',
    active: true,
    created: now,
    default_price: null,
    description: wish.description ?? null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: wish.metadata ?? {},
    name: wish.name,
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    unit_label: null,
    updated: now,
    url: null,
  });
}

export function makePrice(world: World, wish: PriceWish): Stripe.Price {
  return world.prices.put({
    id: newId('price_1'),
    object: 'price',
    active: !(wish.inline ?? false),
    billing_scheme: 'per_unit',
    created: world.now(),
    currency: wish.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: wish.lookupKey ?? null,
    metadata: wish.metadata ?? {},
    nickname: wish.nickname ?? null,
    product: wish.product,
    recurring: wish.recurring
      ? {
          interval: wish.recurring.interval,
          interval_count: wish.recurring.count,
          meter: null,
          trial_period_days: null,
          usage_type: 'licensed',
        }
      : null,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: wish.recurring ? 'recurring' : 'one_time',
    unit_amount: wish.unitAmount,
    unit_amount_decimal: decimal(wish.unitAmount),
  });
}

/** The old name of a recurring price, which subscription items still carry. */
export function planOf(price: Stripe.Price): Stripe.Plan {
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: 'per_unit',
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? 'month',
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  };
}

/** Almanac's own plans, in cents. */
export const SEEDED = {
  almanac_premium_month: { product: 'Almanac Premium', amount: 900, interval: 'month' },
  almanac_premium_year: { product: 'Almanac Premium', amount: 9000, interval: 'year' },
  almanac_enterprise_month: { product: 'Almanac Enterprise', amount: 2900, interval: 'month' },
  almanac_enterprise_year: { product: 'Almanac Enterprise', amount: 29000, interval: 'year' },
} as const;

export type SeededKey = keyof typeof SEEDED;

/** Makes what is not there yet. */
export function seedPlans(world: World): Record<SeededKey, Stripe.Price> {
  const products = new Map<string, Stripe.Product>();
  const price = (key: SeededKey): Stripe.Price => {
    const { product: name, amount, interval } = SEEDED[key];
    const known = world.prices.all().find((candidate) => candidate.lookup_key === key);
    if (known) return known;
    const product =
      products.get(name) ??
      world.products.all().find((candidate) => candidate.name === name) ??
      makeProduct(world, { name });
    products.set(name, product);
    return makePrice(world, {
      product: product.id,
      currency: 'eur',
      unitAmount: amount,
      recurring: { interval, count: 1 },
      lookupKey: key,
    });
  };
  return {
    almanac_premium_month: price('almanac_premium_month'),
    almanac_premium_year: price('almanac_premium_year'),
    almanac_enterprise_month: price('almanac_enterprise_month'),
    almanac_enterprise_year: price('almanac_enterprise_year'),
  };
}
