import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';

/** What a token in a mail is good for. */
export type MailedTokenPurpose = 'verify-email' | 'reset-password';

/** A token that can still be used, and whom its mail goes to. */
export interface OpenMailedToken {
  userId: Id;
  email: string;
  displayName: string | null;
}

export abstract class MailedTokenRepository {
  abstract insert(
    tx: Transaction,
    id: Id,
    userId: Id,
    purpose: MailedTokenPurpose,
    email: string,
    seconds: number,
  ): Promise<void>;
  /**
   * A token for whoever has the address and has not verified it yet; nothing where nobody does. One
   * statement either way, so that it takes as long.
   */
  abstract insertForUnverified(tx: Transaction, id: Id, email: string, seconds: number): Promise<void>;
  /** The same for whoever has the address, verified or not, with an account that is active or can be restored. */
  abstract insertForOpenable(
    tx: Transaction,
    id: Id,
    purpose: MailedTokenPurpose,
    email: string,
    seconds: number,
  ): Promise<void>;
  /** Uses the token up. Gives whose it was, or undefined where it is unknown, used or past its time. */
  abstract use(
    tx: Transaction,
    id: Id,
    purpose: MailedTokenPurpose,
  ): Promise<{ userId: Id; emailKey: string } | undefined>;
  /** Uses up every other token of the user that has the purpose. */
  abstract useAll(tx: Transaction, userId: Id, purpose: MailedTokenPurpose): Promise<void>;
  abstract findOpen(
    queryable: Queryable,
    id: Id,
    purpose: MailedTokenPurpose,
  ): Promise<OpenMailedToken | undefined>;
  /**
   * Takes one mail from a quota of so many in a window.
   * @returns seconds until the next may be asked for, or undefined where this one was allowed
   */
  abstract takeFromQuota(
    tx: Transaction,
    key: string,
    limit: number,
    windowSeconds: number,
  ): Promise<number | undefined>;
}
