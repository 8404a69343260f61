import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';
import type { CredentialKey, CredentialName, MadePasskey } from './webauthn';

/** What an authenticator was asked for. */
export type PasskeyPurpose = 'register' | 'sign-in' | 'second-factor' | 'proof';

/** A passkey as its owner sees it. */
export interface Passkey {
  id: Id;
  name: string;
  transports: string[];
  backedUp: boolean;
  createdAt: Date;
  lastUsedAt: Date | null;
  version: number;
}

export interface StoredPasskey extends CredentialKey {
  id: Id;
  userId: Id;
}

/** Passkeys, and what authenticators were asked, in PostgreSQL. */
export abstract class PasskeyRepository {
  /** Undefined where there is a passkey with this credential already; then nothing was written. */
  abstract insert(
    tx: Transaction,
    id: Id,
    userId: Id,
    name: string,
    passkey: MadePasskey,
  ): Promise<Passkey | undefined>;
  abstract list(queryable: Queryable, userId: Id): Promise<Passkey[]>;
  abstract names(queryable: Queryable, userId: Id): Promise<CredentialName[]>;
  abstract findByCredential(queryable: Queryable, credentialId: string): Promise<StoredPasskey | undefined>;
  /** Whosever it is. */
  abstract exists(queryable: Queryable, id: Id): Promise<boolean>;
  /** Locked until the transaction ends. */
  abstract lock(tx: Transaction, userId: Id, id: Id): Promise<Passkey | undefined>;
  abstract rename(tx: Transaction, id: Id, name: string): Promise<Passkey>;
  abstract delete(tx: Transaction, id: Id): Promise<void>;
  /** Notes a use; false where the authenticator's count has not grown: then somebody holds a copy of it. */
  abstract noteUse(tx: Transaction, id: Id, counter: number, backedUp: boolean): Promise<boolean>;
  /** Whether the person can sign in by anything else than this passkey; asked under the account's lock. */
  abstract hasOtherWayIn(tx: Transaction, userId: Id, id: Id): Promise<boolean>;

  abstract insertChallenge(
    tx: Transaction,
    id: Id,
    purpose: PasskeyPurpose,
    userId: Id | null,
    challenge: string,
    seconds: number,
  ): Promise<void>;
  /** Uses the challenge up; undefined where it is unknown, used, past its time, or of somebody else. */
  abstract takeChallenge(
    tx: Transaction,
    id: Id,
    purpose: PasskeyPurpose,
    userId: Id | null,
  ): Promise<string | undefined>;
}
