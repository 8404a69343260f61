import type { Id } from '@almanac/kernel';
import type { Transaction } from '@almanac/platform';

/** What the login history tells of a sign-in that has just been recorded in the same transaction. */
export interface SignInPast {
  /** The account was signed in to before. */
  any: boolean;
  /** … from this address with this client. */
  sameClient: boolean;
  /** … with a country that was known, and from this country. */
  anyCountry: boolean;
  sameCountry: boolean;
}

export abstract class SuspicionRepository {
  abstract pastOf(
    tx: Transaction,
    userId: Id,
    from: { ip: string | null; userAgent: string | null; country: string | null },
  ): Promise<SignInPast>;
  /** To how many accounts, those that nobody has included, sign-in failed from the address of late. */
  abstract accountsTried(tx: Transaction, ip: string, seconds: number): Promise<number>;
}
