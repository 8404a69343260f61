import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import {
  appendEvent,
  Config,
  tokenHash,
  UnitOfWork,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { judgeRefresh, slidingExpiry } from '../domain/refresh-lineage';
import { SessionRepository, type LockedRefresh } from './ports/session.repository';
import { UserRepository } from './ports/user.repository';
import { SessionStates } from './session-states';
import { SignInRecords } from './sign-in-records';
import { TokenIssuer, type TokenPair } from './token-issuer';

/** Refreshes sessions and ends them. */
@Injectable()
export class SessionService {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly users: UserRepository,
    private readonly states: SessionStates,
    private readonly issuer: TokenIssuer,
    private readonly unitOfWork: UnitOfWork,
    private readonly config: Config,
    private readonly records: SignInRecords,
  ) {}

  /**
   * Exchanges a refresh token. The lock on the session puts simultaneous calls in a row, so that they share
   * one lineage.
   * @throws DomainError INVALID_TOKEN, TOKEN_EXPIRED, TOKEN_REUSED
   */
  async refresh(ctx: RequestContext, refreshToken: string): Promise<TokenPair> {
    // Theft must be committed before it is answered, so it is a result and not an exception.
    const outcome = await this.unitOfWork.run(ctx, async (tx) => {
      const held = await this.sessions.lockByRefreshToken(tx, tokenHash(refreshToken));
      if (!held || held.revoked)
        throw new DomainError<ErrorCode>('INVALID_TOKEN', 'This refresh token is not valid');
      if (held.expiresAt <= held.now)
        throw new DomainError<ErrorCode>('TOKEN_EXPIRED', 'This sign-in has expired');
      return this.exchange(tx, ctx, held, refreshToken);
    });
    if (outcome === 'theft') {
      throw new DomainError<ErrorCode>(
        'TOKEN_REUSED',
        'This refresh token was used before; the session was ended',
      );
    }
    return outcome;
  }

  /** Ends the caller's session, or all of theirs. */
  async signOut(ctx: RequestContext, everywhere: boolean): Promise<void> {
    const { principal } = ctx;
    if (principal?.sessionId === undefined) {
      throw new DomainError<ErrorCode>('UNAUTHORIZED', 'Only a session can be signed out');
    }
    const { userId, sessionId, impersonatorId } = principal;
    if (everywhere && impersonatorId !== undefined) {
      throw new DomainError<ErrorCode>('FORBIDDEN', 'This cannot be done while acting as somebody else');
    }
    await this.unitOfWork.run(ctx, async (tx) => {
      await this.end(tx, ctx, userId, everywhere ? undefined : sessionId, 'signed-out');
      this.records.recordSignOut(tx, ctx, sessionId, everywhere);
    });
  }

  /** Ends sessions: at once by the cache, and for certain by the event. Without an id: all of the user's. */
  async end(
    tx: Transaction,
    ctx: RequestContext,
    userId: Id,
    sessionId: Id | undefined,
    reason: string,
  ): Promise<void> {
    await this.announceEnd(
      tx,
      ctx,
      userId,
      await this.sessions.revoke(tx, userId, sessionId, reason),
      reason,
    );
  }

  /** Ends all of the user's sessions but one. Gives how many there were. */
  async endOthers(
    tx: Transaction,
    ctx: RequestContext,
    userId: Id,
    keep: Id,
    reason: string,
  ): Promise<number> {
    const ended = await this.sessions.revokeOthers(tx, userId, keep, reason);
    await this.announceEnd(tx, ctx, userId, ended, reason);
    return ended.length;
  }

  private async announceEnd(
    tx: Transaction,
    ctx: RequestContext,
    userId: Id,
    sessionIds: Id[],
    reason: string,
  ): Promise<void> {
    if (sessionIds.length === 0) return;
    await appendEvent(tx, ctx, {
      name: 'session.revoked',
      payload: { userId, sessionIds, reason },
      resource: { type: 'user', id: userId },
    });
    this.states.endAfterCommit(tx, sessionIds);
    await this.endImpersonations(tx, ctx, userId, sessionIds);
  }

  /** What an admin does as somebody else ends with the session that they do it from. */
  private async endImpersonations(
    tx: Transaction,
    ctx: RequestContext,
    impersonatorId: Id,
    sessionIds: readonly Id[],
  ): Promise<void> {
    for (const { id, userId } of await this.sessions.revokeImpersonations(tx, impersonatorId, sessionIds)) {
      await appendEvent(tx, ctx, {
        name: 'session.revoked',
        payload: { userId, sessionIds: [id], reason: 'impersonator-left' },
        resource: { type: 'user', id: userId },
      });
      this.states.endAfterCommit(tx, [id]);
    }
  }

  private async exchange(
    tx: Transaction,
    ctx: RequestContext,
    held: LockedRefresh,
    presented: string,
  ): Promise<TokenPair | 'theft'> {
    const { sessionId, userId, newest, now } = held;
    const verdict = judgeRefresh(held, newest, now, this.config.REFRESH_GRACE_SECONDS);
    if (verdict === 'theft') {
      const resource = { type: 'session', id: sessionId };
      await appendEvent(tx, ctx, { name: 'session.token-reused', payload: { userId, sessionId }, resource });
      await this.end(tx, ctx, userId, sessionId, 'token-reused');
      await this.records.recordTheft(tx, ctx, userId, sessionId);
      return 'theft';
    }
    const expiresAt = slidingExpiry(now, this.config.REFRESH_TOKEN_SECONDS, held.absoluteExpiresAt);
    await this.users.touch(tx, userId);
    if (verdict === 'rotate' && this.config.REFRESH_ROTATION) {
      const successor = this.issuer.refreshToken(sessionId, newest + 1);
      await this.sessions.rotate(tx, sessionId, tokenHash(successor), expiresAt, ctx.ip);
      return this.issuer.renew(tx, sessionId, successor);
    }
    await this.sessions.extend(tx, sessionId, expiresAt);
    return this.issuer.renew(
      tx,
      sessionId,
      verdict === 'rotate' ? presented : this.issuer.refreshToken(sessionId, newest),
    );
  }
}
