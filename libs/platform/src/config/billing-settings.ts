import { integer, list, optionalText, text, url } from './setting';

const group = 'Billing';
const price = (plan: string, interval: string) =>
  text({
    group,
    text: `Price at Stripe of ${plan}, paid by the ${interval}: a lookup key, or an id that begins with price_.`,
    default: `almanac_${plan}_${interval}`,
    max: 200,
  });

/** Settings of subscriptions and payments by Stripe. Without a key nothing can be bought, and all else works. */
export const billingSettings = {
  STRIPE_SECRET_KEY: optionalText({
    group,
    text: 'Secret or restricted key of Stripe’s API (sk_… or rk_…); it switches billing on.',
    secret: true,
  }),
  STRIPE_WEBHOOK_SECRET: optionalText({
    group,
    text: 'Signing secret (whsec_…) of the webhook endpoint that Stripe sends events to: PUBLIC_URL/api/v1/billing/webhook. Without it, events are answered 503, and only what reconciliation finds is seen.',
    secret: true,
  }),
  STRIPE_API_URL: url(['https', 'http'], {
    group,
    text: 'Address of Stripe’s API; another one for a stand-in.',
    default: 'https://api.stripe.com',
  }),
  STRIPE_TIMEOUT_MS: integer({
    group,
    text: 'How long a call to Stripe may take, all tries together.',
    default: 10_000,
    min: 50,
    max: 60_000,
  }),
  STRIPE_PRICE_PREMIUM_MONTH: price('premium', 'month'),
  STRIPE_PRICE_PREMIUM_YEAR: price('premium', 'year'),
  STRIPE_PRICE_ENTERPRISE_MONTH: price('enterprise', 'month'),
  STRIPE_PRICE_ENTERPRISE_YEAR: price('enterprise', 'year'),
  BILLING_TRIAL_DAYS: integer({
    group,
    text: 'Days of trial with the first subscription of an account; 0 for none.',
    default: 14,
    min: 0,
    max: 730,
  }),
  BILLING_GRACE_DAYS: integer({
    group,
    text: 'Days for which a subscription runs on after a payment has failed.',
    default: 7,
    min: 0,
    max: 90,
  }),
  BILLING_RETURN_ORIGINS: list({
    group,
    text: 'Origins that people may be sent back to from Stripe, as a comma list, besides those of PUBLIC_URL, APP_URL and ALLOWED_ORIGINS; `*` is all, as it is outside of production where nothing is set.',
    default: [],
  }),
} as const;
