import type { Tier } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';

export interface NewSession {
  id: Id;
  userId: Id;
  method: string;
  userAgent: string | null;
  ip: string | null;
  tokenHash: Buffer;
  slidingSeconds: number;
  absoluteSeconds: number;
}

/** A session in which an admin acts as somebody else. */
export interface NewImpersonation {
  id: Id;
  userId: Id;
  userAgent: string | null;
  ip: string | null;
  impersonatorId: Id;
  /** The admin's own session: the impersonation ends with it. */
  impersonatorSessionId: Id;
  seconds: number;
}

/** A refresh token and its session, as they stand under the session's lock. */
export interface LockedRefresh {
  sessionId: Id;
  userId: Id;
  /** Of the token that was presented. */
  generation: number;
  spentAt: Date | null;
  /** Of the newest token of the session. */
  newest: number;
  revoked: boolean;
  expiresAt: Date;
  absoluteExpiresAt: Date;
  /** The database's clock. */
  now: Date;
}

/** What requests of a session need to know, as it holds now. */
export interface SessionState {
  sessionId: Id;
  userId: Id;
  email: string;
  tier: Tier;
  /** Until the tier may change by itself, as one that was given by hand ends; null where it does not. */
  tierSecondsLeft: number | null;
  isAdmin: boolean;
  permissions: readonly string[];
  timeZone: string | null;
  /** When the person last proved who they are, in milliseconds since 1970; null where nobody did. */
  provedAt: number | null;
  /** A role demands a second factor, and the person has none. */
  mustSetUpMfa: boolean;
  /** The admin who acts as the user in this session; null in all others. */
  impersonatorId: Id | null;
  /** Ended for ever: revoked or expired. */
  ended: boolean;
  /** The account may not be used just now. */
  suspended: boolean;
  /** Grows with every change of the account or the session that requests must know of. */
  version: number;
  /** Of the roles of the whole system. */
  epoch: number;
  /** Seconds until the session ends if it is not refreshed. */
  secondsLeft: number;
}

/** Sessions and their refresh tokens in PostgreSQL. */
export abstract class SessionRepository {
  abstract insert(tx: Transaction, session: NewSession): Promise<void>;
  /** Locks the session of a refresh token; undefined where there is no such token. */
  abstract lockByRefreshToken(tx: Transaction, tokenHash: Buffer): Promise<LockedRefresh | undefined>;
  /** Spends the newest token and puts its successor in place. */
  abstract rotate(
    tx: Transaction,
    sessionId: Id,
    successorHash: Buffer,
    expiresAt: Date,
    ip: string | undefined,
  ): Promise<void>;
  /** Notes that the sessions, and their users, were seen within the last minute. */
  abstract touch(queryable: Queryable, sessionIds: readonly Id[]): Promise<void>;
  /** Notes that the session was used, without a new token. */
  abstract extend(tx: Transaction, sessionId: Id, expiresAt: Date): Promise<void>;
  /** Ends one session, or all of the user's; gives the ids of those that had not ended before. */
  abstract revoke(tx: Transaction, userId: Id, sessionId: Id | undefined, reason: string): Promise<Id[]>;
  /** Ends all of the user's sessions but one; gives the ids of those that had not ended before. */
  abstract revokeOthers(tx: Transaction, userId: Id, keep: Id, reason: string): Promise<Id[]>;
  /** Notes that the person has just proved who they are. */
  abstract prove(tx: Transaction, sessionId: Id): Promise<void>;
  /** A session without a refresh token, so that it cannot be made longer. */
  abstract insertImpersonation(tx: Transaction, session: NewImpersonation): Promise<void>;
  /** Ends what an admin does as somebody else out of these sessions. */
  abstract revokeImpersonations(
    tx: Transaction,
    impersonatorId: Id,
    sessionIds: readonly Id[],
  ): Promise<{ id: Id; userId: Id }[]>;
  abstract loadState(queryable: Queryable, sessionId: Id): Promise<SessionState | undefined>;
  /** The states of all sessions that have not ended: the user's, and those in which they act as somebody else. */
  abstract loadStatesOf(queryable: Queryable, userId: Id): Promise<SessionState[]>;
}
