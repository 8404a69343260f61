import { minorDigits } from '@almanac/kernel';

/** Names of the product, the same in every language. */
export const planNames = { free: 'Free', premium: 'Premium', enterprise: 'Enterprise' } as const;

/** @param amount in minor units of the currency (ISO 4217) */
export function moneyOf({ amount, currency }: { amount: number; currency: string }, locale: string): string {
  const digits = minorDigits(currency);
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, ...fraction });
  return format.format(amount / 10 ** digits);
}
