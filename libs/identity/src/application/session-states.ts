import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Config, Database, FINAL_AGE, StateCache, type Principal, type Transaction } from '@almanac/platform';
import { LRUCache } from 'lru-cache';
import { ApiKeyStates } from './access/api-key-states';
import { STATE_SECONDS, stateSeconds } from './access/state-seconds';
import { SeenSessions } from './seen-sessions';
import { SessionRepository, type SessionState } from './ports/session.repository';

const ENDED = 'ended';
/** Principals that are kept ready made; states come by the text, thousands of times the same one. */
const KEPT_PRINCIPALS = 5000;
/** How much of a state's text tells it from all others: `{"u":"<uuid>","s":"<uuid>"`. */
const DISTINCT_LENGTH = 88;
const KEY_PREFIX = 'session:';

/** The state as it is cached; short names, because it travels with every request. */
interface StateText {
  u: Id;
  s: Id;
  t: Principal['tier'];
  r: string;
  p: readonly string[];
  z: string;
  /** Last proof of identity, in milliseconds since 1970. */
  v?: number;
  /** A second factor must be set up before anything else. */
  m?: true;
  /** The admin who acts as the user. */
  i?: Id;
}

/**
 * What requests need to know of a session, as it holds now: cached as text in Redis, read from PostgreSQL
 * where it is not. Whoever changes an account or a session says so here, after the commit.
 */
@Injectable()
export class SessionStates {
  private readonly principals = new LRUCache<string, { state: string; principal: Principal }>({
    max: KEPT_PRINCIPALS,
  });

  constructor(
    private readonly sessions: SessionRepository,
    private readonly cache: StateCache,
    private readonly database: Database,
    private readonly seen: SeenSessions,
    private readonly config: Config,
    private readonly apiKeys: ApiKeyStates,
  ) {}

  keyOf(sessionId: Id): string {
    return KEY_PREFIX + sessionId;
  }

  /** The caller that the state describes, or undefined where it says that the session has ended. */
  principalOf(state: string): Principal | undefined {
    if (state === ENDED) return undefined;
    const session = state.slice(0, DISTINCT_LENGTH);
    const kept = this.principals.get(session);
    if (kept?.state === state) return kept.principal;
    const principal = decode(state);
    this.principals.set(session, { state, principal });
    return principal;
  }

  /** Reads the state of the session under this key, and caches it. */
  async load(key: string): Promise<string> {
    const sessionId = key.slice(KEY_PREFIX.length);
    const state = await this.sessions.loadState(this.database, sessionId);
    if (state && !state.ended) this.seen.note(sessionId);
    if (state) return this.put(state);
    await this.cache.put(key, FINAL_AGE, ENDED, this.endedSeconds());
    return ENDED;
  }

  /** Caches what is known already, once the transaction has committed. */
  putAfterCommit(tx: Transaction, state: SessionState): void {
    tx.afterCommit(async () => void (await this.put(state)));
  }

  /** Lets every request of these sessions fail, once the transaction has committed. */
  endAfterCommit(tx: Transaction, sessionIds: readonly Id[]): void {
    tx.afterCommit(() => this.end(sessionIds));
  }

  /** Lets every request of the user, API keys' too, see what has changed, once the transaction has committed. */
  renewAfterCommit(tx: Transaction, userId: Id): void {
    tx.afterCommit(() => this.renew(userId));
  }

  /** Puts into the cache what the user's sessions and API keys may do now. */
  async renew(userId: Id): Promise<void> {
    const states = await this.sessions.loadStatesOf(this.database, userId);
    await Promise.all(states.map((state) => this.put(state)));
    await this.apiKeys.renewOf(userId);
  }

  /** Says that the sessions have ended, for as long as an access token of theirs may be about. */
  async end(sessionIds: readonly Id[]): Promise<void> {
    await Promise.all(
      sessionIds.map((id) => this.cache.put(this.keyOf(id), FINAL_AGE, ENDED, this.endedSeconds())),
    );
  }

  private async put(state: SessionState): Promise<string> {
    const key = this.keyOf(state.sessionId);
    if (state.ended) {
      await this.cache.put(key, FINAL_AGE, ENDED, this.endedSeconds());
      return ENDED;
    }
    const text = state.suspended ? ENDED : encode(state);
    await this.cache.put(key, state, text, stateSeconds(state));
    return text;
  }

  private endedSeconds(): number {
    return this.config.ACCESS_TOKEN_SECONDS + STATE_SECONDS;
  }
}

/** `admin` for whoever holds that role, else the tier (spec: fine-print.md, "Identity"). */
export function roleOf(state: SessionState): string {
  return state.isAdmin ? 'admin' : state.tier;
}

/** Whoever must set up a second factor first may look at their own account, and no more. */
export function permissionsOf(state: SessionState): readonly string[] {
  return state.mustSetUpMfa ? ['read:own-profile'] : state.permissions;
}

function encode(state: SessionState): string {
  const text: StateText = {
    u: state.userId,
    s: state.sessionId,
    t: state.tier,
    r: roleOf(state),
    p: permissionsOf(state),
    z: state.timeZone ?? 'UTC',
    ...(state.provedAt === null ? {} : { v: state.provedAt }),
    ...(state.mustSetUpMfa ? { m: true } : {}),
    ...(state.impersonatorId === null ? {} : { i: state.impersonatorId }),
  };
  return JSON.stringify(text);
}

function decode(state: string): Principal {
  const { u, s, t, r, p, z, v, m, i } = JSON.parse(state) as StateText;
  return {
    userId: u,
    sessionId: s,
    apiKeyId: undefined,
    tier: t,
    role: r,
    permissions: p,
    timeZone: z,
    provedAt: v,
    mustSetUpMfa: m === true,
    impersonatorId: i,
  };
}
