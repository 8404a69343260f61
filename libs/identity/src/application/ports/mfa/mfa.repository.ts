import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';
import type { FactorStanding } from '../../../domain/mfa/second-factor-rule';

/** A sign-in that waits for its second factor. */
export interface OpenChallenge {
  userId: Id;
  email: string;
  /** How the first factor was proved. */
  method: string;
  /** The known device that the given token belongs to. */
  deviceId: Id | null;
}

/** A device that needs no second factor. */
export interface TrustedDevice {
  id: Id;
  userAgent: string | null;
  createdAt: Date;
  lastUsedAt: Date;
  trustedUntil: Date;
}

/** Second factors in PostgreSQL. Secrets come and go sealed, codes as keyed hashes. */
export abstract class MfaRepository {
  abstract standing(queryable: Queryable, userId: Id): Promise<FactorStanding>;
  /** Notes that requests must know of a change. */
  abstract bumpAuthorisation(tx: Transaction, userId: Id): Promise<void>;

  /** Keeps a secret that is not confirmed yet, in place of an earlier one; false where one is in use. */
  abstract keepPending(tx: Transaction, userId: Id, sealedSecret: string): Promise<boolean>;
  abstract pendingSecret(queryable: Queryable, userId: Id): Promise<string | undefined>;
  /** Puts the pending secret in use, its first code spent; false where it is no longer the pending one. */
  abstract confirm(tx: Transaction, userId: Id, sealedSecret: string, step: number): Promise<boolean>;
  abstract secretInUse(queryable: Queryable, userId: Id): Promise<string | undefined>;
  abstract replaceSecret(tx: Transaction, userId: Id, sealedSecret: string): Promise<void>;
  /** Spends the code of a time step; false where it was spent before. */
  abstract spendStep(tx: Transaction, userId: Id, step: number): Promise<boolean>;
  /** Forgets secret and backup codes; false where none was in use. */
  abstract remove(tx: Transaction, userId: Id): Promise<boolean>;

  abstract replaceBackupCodes(tx: Transaction, userId: Id, hashes: readonly Buffer[]): Promise<void>;
  /** Spends the code that has one of these hashes; false where there is none, or it was spent before. */
  abstract spendBackupCode(tx: Transaction, userId: Id, hashes: readonly Buffer[]): Promise<boolean>;

  abstract insertChallenge(
    tx: Transaction,
    tokenHash: Buffer,
    userId: Id,
    method: string,
    seconds: number,
  ): Promise<void>;
  /** Undefined where it is unknown, used, past its time, out of tries, or older than the password. */
  abstract findChallenge(
    queryable: Queryable,
    tokenHash: Buffer,
    deviceHash: Buffer | null,
    maxTries: number,
  ): Promise<OpenChallenge | undefined>;
  /**
   * Takes one try of it, and holds it until the transaction ends: tries at once come one after the other.
   * False where it is no longer open.
   */
  abstract takeTry(tx: Transaction, tokenHash: Buffer, maxTries: number): Promise<boolean>;
  abstract useChallenge(tx: Transaction, tokenHash: Buffer): Promise<void>;

  abstract trustedDevices(queryable: Queryable, userId: Id): Promise<TrustedDevice[]>;
  abstract trustDevice(tx: Transaction, userId: Id, deviceHash: Buffer, days: number): Promise<void>;
  /** Whether somebody else trusts it. */
  abstract isTrustedByOther(queryable: Queryable, userId: Id, deviceId: Id): Promise<boolean>;
  /** Ends the trust in one device, or in all; gives how many it was. */
  abstract distrust(tx: Transaction, userId: Id, deviceId: Id | undefined): Promise<number>;
}
