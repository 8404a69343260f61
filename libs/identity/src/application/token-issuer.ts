import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, newId, type Id } from '@almanac/kernel';
import {
  appendEvent,
  Config,
  tokenHash,
  TokenSecret,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { AccessTokens } from './ports/access-tokens';
import { SessionRepository, type SessionState } from './ports/session.repository';
import { permissionsOf, roleOf, SessionStates } from './session-states';

/** What a client gets at sign-in and refresh. `expiresIn` is the access token's life in seconds. */
export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  expiresIn: number;
}

/** Makes sessions and their tokens, inside the transaction of whoever signs somebody in. */
@Injectable()
export class TokenIssuer {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly states: SessionStates,
    private readonly accessTokens: AccessTokens,
    private readonly secret: TokenSecret,
    private readonly config: Config,
  ) {}

  /** Begins a session. `method` says how the person proved who they are. */
  async startSession(tx: Transaction, ctx: RequestContext, userId: Id, method: string): Promise<TokenPair> {
    const id = newId();
    const refreshToken = this.refreshToken(id, 1);
    await this.sessions.insert(tx, {
      id,
      userId,
      method,
      userAgent: ctx.userAgent?.slice(0, 512) ?? null,
      ip: ctx.ip ?? null,
      tokenHash: tokenHash(refreshToken),
      slidingSeconds: this.config.REFRESH_TOKEN_SECONDS,
      absoluteSeconds: this.config.SESSION_SECONDS,
    });
    await appendEvent(tx, ctx, {
      name: 'session.started',
      payload: { userId, sessionId: id },
      resource: { type: 'session', id },
    });
    return this.pair(await this.stateOf(tx, id), refreshToken, tx);
  }

  /** A new access token for a session, beside the refresh token that it shall use next. */
  async renew(tx: Transaction, sessionId: Id, refreshToken: string): Promise<TokenPair> {
    return this.pair(await this.stateOf(tx, sessionId), refreshToken, tx);
  }

  /**
   * The refresh token of a generation: derived, so that the same successor can be given twice and nothing
   * readable is stored (spec: fine-print.md, "Refresh").
   */
  refreshToken(sessionId: Id, generation: number): string {
    return this.secret.derive('refresh-token/v1', `${sessionId}:${generation}`);
  }

  private async stateOf(tx: Transaction, sessionId: Id): Promise<SessionState> {
    const state = await this.sessions.loadState(tx, sessionId);
    if (!state || state.ended || state.suspended) {
      throw new DomainError<ErrorCode>('INVALID_TOKEN', 'This sign-in has ended');
    }
    return state;
  }

  private pair(state: SessionState, refreshToken: string, tx: Transaction): TokenPair {
    this.states.putAfterCommit(tx, state);
    // A token never outlives its session.
    const expiresIn = Math.max(1, Math.min(this.config.ACCESS_TOKEN_SECONDS, state.secondsLeft));
    const { userId: sub, sessionId: sid, email } = state;
    const claims = { sub, sid, email, role: roleOf(state), permissions: permissionsOf(state) };
    return { accessToken: this.accessTokens.issue(claims, expiresIn), refreshToken, expiresIn };
  }
}
