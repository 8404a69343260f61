/** An amount in the minor units of its currency, such as cents. */
export interface Money {
  amount: number;
  /** ISO 4217, upper case. */
  currency: string;
}

/** Whether it is a whole amount above nothing that is exact, in something that looks like a currency. */
export function isMoney({ amount, currency }: Money): boolean {
  return Number.isSafeInteger(amount) && amount > 0 && /^[A-Z]{3}$/.test(currency);
}
