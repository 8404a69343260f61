import type { Tier } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';
import type { FactorStanding } from '../../domain/mfa/second-factor-rule';
import type { StoredPreferences } from '../../domain/preferences';
import type { CreatedFrom, User, UserStatus } from '../../domain/user';

export interface NewUser {
  id: Id;
  email: string;
  passwordHash: string | null;
  displayName: string | null;
  createdFrom: CreatedFrom;
  acceptedTerms: boolean;
  emailVerified: boolean;
  tier: Tier;
}

/** What a sign-in needs to know of an account; never leaves the application layer. */
export interface SignInAccount {
  id: Id;
  passwordHash: string | null;
  passwordChangedAt: Date | null;
  status: UserStatus;
  /** The known device that the given token belongs to. */
  deviceId: Id | null;
}

/** An account as it stands when somebody has proved to be its owner. */
export interface SignInStanding extends FactorStanding {
  id: Id;
  status: UserStatus;
  /** Deleted, and not yet so long ago that a sign-in could not bring it back. */
  restorable: boolean;
  emailVerified: boolean;
  /** The known device that the given token belongs to. */
  deviceId: Id | null;
  /** That device needs no second factor. */
  deviceIsTrusted: boolean;
}

/** Everything of a profile that can be written, as it shall be. */
export interface ProfileValues {
  displayName: string | null;
  username: string | null;
  photoUrl: string | null;
  phoneNumber: string | null;
  bio: string | null;
  preferences: StoredPreferences;
  /** Requests must know of the change at once. */
  affectsRequests: boolean;
}

/** Accounts in PostgreSQL. E-mails are compared by `emailKey`. */
export abstract class UserRepository {
  /** False where the e-mail is taken; then nothing was written. */
  abstract insert(tx: Transaction, user: NewUser): Promise<boolean>;
  abstract findById(queryable: Queryable, id: Id): Promise<User | undefined>;
  abstract findIdByEmail(queryable: Queryable, email: string): Promise<Id | undefined>;
  /** The account of the e-mail, and whether the device is one of its known ones. */
  abstract findForSignIn(email: string, deviceHash: Buffer | null): Promise<SignInAccount | undefined>;
  /** How the account stands, locked until the transaction ends. */
  abstract lockForSignIn(
    tx: Transaction,
    id: Id,
    deviceHash: Buffer | null,
  ): Promise<SignInStanding | undefined>;
  /** The same as `findById`, locked until the transaction ends. */
  abstract lock(tx: Transaction, id: Id): Promise<User | undefined>;
  /** @throws UsernameTaken */
  abstract updateProfile(tx: Transaction, id: Id, values: ProfileValues): Promise<User>;
  /** Marks the address as verified; false where it is no longer the account's. */
  abstract verifyEmail(tx: Transaction, id: Id, emailKey: string): Promise<boolean>;
  /**
   * Locks the account, and keeps its password as a hash made anew where there is one. False where the
   * password is no longer the one that the account was read with; then nothing was written.
   */
  abstract keepPassword(
    tx: Transaction,
    account: Pick<SignInAccount, 'id' | 'passwordChangedAt'>,
    renewedHash: string | null,
  ): Promise<boolean>;
  abstract recordSignIn(tx: Transaction, id: Id): Promise<void>;
  abstract touch(tx: Transaction, id: Id): Promise<void>;
  abstract grantSystemRole(tx: Transaction, id: Id, role: string, grantedBy: Id | null): Promise<void>;
  /** Whether anybody active holds the role beside their tier's. */
  abstract systemRoleIsHeld(queryable: Queryable, role: string): Promise<boolean>;
}

/** Another account has the username. */
export class UsernameTaken extends Error {}
