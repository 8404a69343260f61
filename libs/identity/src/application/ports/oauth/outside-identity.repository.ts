import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';
import type { WaysIn } from '../../../domain/oauth/joining';
import type { OutsideIdentity, ProviderName } from '../../../domain/oauth/outside-identity';

/** An identity that is linked to an account, as its owner sees it. */
export interface LinkedAccount {
  id: Id;
  provider: ProviderName;
  email: string | null;
  emailVerified: boolean;
  displayName: string | null;
  linkedAt: Date;
  lastUsedAt: Date | null;
}

/** The account that has an e-mail address, under its lock. */
export interface LockedNamesake {
  id: Id;
  emailVerified: boolean;
}

/** Who is who at the outside providers. */
export abstract class OutsideIdentityRepository {
  /** Puts everybody who comes with the same identity in a row, until the transaction ends. */
  abstract lock(tx: Transaction, identity: OutsideIdentity): Promise<void>;
  /**
   * Notes that it was used, and what the provider says by now. After the account was locked, never before.
   * False where it is nobody's any more.
   */
  abstract noteUse(tx: Transaction, identity: OutsideIdentity): Promise<boolean>;
  /** Whose it is, where it is anybody's. */
  abstract findOwned(
    tx: Transaction,
    identity: OutsideIdentity,
  ): Promise<{ userId: Id; linked: LinkedAccount } | undefined>;
  abstract lockNamesake(tx: Transaction, email: string): Promise<LockedNamesake | undefined>;
  /** @param photoUrl picture of the account, where that has none yet */
  abstract insert(
    tx: Transaction,
    id: Id,
    userId: Id,
    identity: OutsideIdentity,
    photoUrl: string | null,
  ): Promise<LinkedAccount>;
  abstract countOf(tx: Transaction, userId: Id): Promise<number>;
  /** All of the user's, the newest first; there are never many. */
  abstract list(queryable: Queryable, userId: Id): Promise<LinkedAccount[]>;
  abstract find(tx: Transaction, userId: Id, id: Id): Promise<LinkedAccount | undefined>;
  /** Whosever it is. */
  abstract exists(queryable: Queryable, id: Id): Promise<boolean>;
  /** The ways in that the account has, under the account's lock. */
  abstract waysIn(tx: Transaction, userId: Id): Promise<WaysIn>;
  abstract delete(tx: Transaction, id: Id): Promise<void>;
}
