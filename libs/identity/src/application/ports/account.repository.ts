import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';

/** What a change of credentials needs to know of an account; never leaves the application layer. */
export interface AccountCredentials {
  email: string;
  passwordHash: string | null;
}

/** How many of each were taken away. */
export interface ForgottenWaysIn {
  identities: number;
  passkeys: number;
  apiKeys: number;
}

/** The delicate parts of accounts in PostgreSQL: passwords and addresses. */
export abstract class AccountRepository {
  /** Undefined where the account is not active. */
  abstract credentials(queryable: Queryable, userId: Id): Promise<AccountCredentials | undefined>;
  /**
   * Sets the password of whoever still has the address, and marks that as verified; undefined where nobody does.
   * Gives whether it was verified before.
   */
  abstract resetPassword(
    tx: Transaction,
    userId: Id,
    emailKey: string,
    passwordHash: string,
  ): Promise<{ wasVerified: boolean } | undefined>;
  /**
   * Takes away passkeys, API keys, and the outside identities that do not vouch for the account's own address. The
   * account's `authz_version` is raised. Gives how many there were of each.
   */
  abstract forgetWaysIn(tx: Transaction, userId: Id): Promise<ForgottenWaysIn>;
  /** False where the password is no longer `present`; then nothing was written. */
  abstract replacePassword(
    tx: Transaction,
    userId: Id,
    present: string | null,
    passwordHash: string,
  ): Promise<boolean>;
  /** Ends sign-ins under way that wait for the second factor: the first was the former password. */
  abstract endChallenges(tx: Transaction, userId: Id): Promise<void>;
  /**
   * Gives the account a new address, which its owner has proved to have.
   * @throws EmailTaken
   */
  abstract changeEmail(tx: Transaction, userId: Id, email: string): Promise<void>;
}

/** Another account has the address. */
export class EmailTaken extends Error {}
