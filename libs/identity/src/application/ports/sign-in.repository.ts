import type { Id } from '@almanac/kernel';
import type { Transaction } from '@almanac/platform';
import type { GuardState } from '../../domain/sign-in-guard';

export interface SignInAttempt {
  userId: Id | null;
  success: boolean;
  reason: string | null;
  method: string;
  ip: string | null;
  userAgent: string | null;
  country: string | null;
}

/** Guards, known devices and the login history in PostgreSQL, so that they hold on every replica. */
export abstract class SignInRepository {
  /** The guard, locked until the transaction ends, and the database's clock. */
  abstract lockGuard(tx: Transaction, key: string): Promise<{ state: GuardState; now: Date }>;
  abstract saveGuard(tx: Transaction, key: string, state: GuardState): Promise<void>;
  abstract recordAttempt(tx: Transaction, attempt: SignInAttempt): Promise<void>;
  abstract insertDevice(
    tx: Transaction,
    userId: Id,
    tokenHash: Buffer,
    userAgent: string | null,
  ): Promise<void>;
  abstract touchDevice(tx: Transaction, deviceId: Id): Promise<void>;
  /** Deletes what no longer counts: old guards, quotas, tokens, sessions, devices and login history. */
  abstract deleteExpired(tx: Transaction): Promise<void>;
}
