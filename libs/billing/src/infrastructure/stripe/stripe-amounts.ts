import { minorDigits } from '@almanac/kernel';
import type { Money } from '../../domain/money';

/** What Stripe counts otherwise than ISO 4217 (docs.stripe.com/currencies, "Special cases" and "Zero-decimal currencies"). */
const DIGITS: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };

/** An amount of Stripe's in minor units, and its currency as ISO 4217 writes it. */
export function fromStripe(amount: number, currency: string): Money {
  const code = currency.toUpperCase();
  return { amount: Math.round(amount * 10 ** (minorDigits(code) - stripeDigits(code))), currency: code };
}

/** The other way round. */
export function toStripe({ amount, currency }: Money): Money {
  return {
    amount: Math.round(amount * 10 ** (stripeDigits(currency) - minorDigits(currency))),
    currency: currency.toLowerCase(),
  };
}

function stripeDigits(code: string): number {
  return DIGITS[code] ?? minorDigits(code);
}
