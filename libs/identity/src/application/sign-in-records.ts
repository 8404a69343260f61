import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import { AuditTrail, tokenHash, type RequestContext, type Transaction } from '@almanac/platform';
import { signIns } from './sign-in-metrics';
import { SignInRepository } from './ports/sign-in.repository';
import type { SignInStanding } from './ports/user.repository';
import { Suspicions } from './suspicion/suspicions';

/** Remembers sign-ins: the history, the audit log, and the devices that they came from. */
@Injectable()
export class SignInRecords {
  constructor(
    private readonly repository: SignInRepository,
    private readonly audit: AuditTrail,
    private readonly suspicions: Suspicions,
  ) {}

  /** @param reason why it failed; null for a success */
  async recordAttempt(
    tx: Transaction,
    ctx: RequestContext,
    userId: Id | null,
    method: string,
    reason: ErrorCode | null,
  ): Promise<void> {
    signIns.inc({ method, outcome: reason === null ? 'succeeded' : 'failed' });
    const userAgent = ctx.userAgent?.slice(0, 512) ?? null;
    const ip = ctx.ip ?? null;
    await this.repository.recordAttempt(tx, {
      userId,
      success: reason === null,
      reason,
      method,
      ip,
      userAgent,
      country: ctx.country ?? null,
    });
    // A refused stranger is nobody; the account that they tried is what the entry is about.
    const account = userId === null ? undefined : ({ type: 'user', id: userId } as const);
    this.audit.record(tx, ctx, {
      action: reason === null ? 'auth.login.succeeded' : 'auth.login.failed',
      outcome: reason === null ? 'success' : 'failure',
      actor: { type: 'user', id: userId },
      resource: account,
      after: { method, ...(reason === null ? {} : { reason }) },
    });
    if (reason !== null) await this.suspicions.afterFailure(tx, ctx);
  }

  /** The lock that a failure led to. */
  recordLock(tx: Transaction, ctx: RequestContext, userId: Id, until: Date): void {
    this.audit.record(tx, ctx, {
      action: 'auth.account.locked',
      actor: { type: 'system', id: null },
      resource: { type: 'user', id: userId },
      after: { until },
    });
  }

  /** The end of a session, or of all of the caller's. */
  recordSignOut(tx: Transaction, ctx: RequestContext, sessionId: Id, everywhere: boolean): void {
    this.audit.record(tx, ctx, {
      action: 'auth.logout',
      resource: { type: 'session', id: sessionId },
      after: { everywhere },
    });
  }

  /** A spent refresh token came again. Whoever sent it may be a thief: nobody knows whether it was the user. */
  async recordTheft(tx: Transaction, ctx: RequestContext, userId: Id, sessionId: Id): Promise<void> {
    this.audit.record(tx, ctx, {
      action: 'auth.token.reused',
      outcome: 'failure',
      actor: { type: 'user', id: userId },
      resource: { type: 'session', id: sessionId },
    });
    await this.suspicions.tokenReused(tx, ctx, userId);
  }

  /** After the sign-in was recorded: the token by which the device is known from now on: the one that it has, or a new one. */
  async rememberDevice(
    tx: Transaction,
    ctx: RequestContext,
    account: Pick<SignInStanding, 'id' | 'deviceId'>,
    known: string | undefined,
  ): Promise<string> {
    await this.suspicions.afterSignIn(tx, ctx, account.id, account.deviceId !== null);
    if (account.deviceId !== null && known !== undefined) {
      await this.repository.touchDevice(tx, account.deviceId);
      return known;
    }
    const token = randomBytes(32).toString('base64url');
    await this.repository.insertDevice(
      tx,
      account.id,
      tokenHash(token),
      ctx.userAgent?.slice(0, 512) ?? null,
    );
    return token;
  }
}
