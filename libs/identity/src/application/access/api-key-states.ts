import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, intersectPermissions, type Id } from '@almanac/kernel';
import {
  Database,
  FINAL_AGE,
  StateCache,
  tokenHash,
  type ClaimedIdentity,
  type Principal,
} from '@almanac/platform';
import { LRUCache } from 'lru-cache';
import { AddressList } from '../../domain/access/address-list';
import { isApiKeyText } from '../../domain/access/api-key-text';
import { ApiKeyRepository, type ApiKeyState } from '../ports/api-key.repository';
import { STATE_SECONDS, stateSeconds } from './state-seconds';

/** Longer than any reader can sit on a state from before. */
const ENDED_SECONDS = 600;
const ENDED = 'ended';
const KEY_PREFIX = 'apikey:';
const KEPT_PRINCIPALS = 5000;
/** Hashes of what is no key, so that it costs PostgreSQL nothing. Kept here, and few: anybody can make up more. */
const KEPT_UNKNOWN = 10_000;
/** Used keys are written down once a minute. */
const USE_MS = 60_000;

/** The state as it is cached; short names, because it travels with every request. */
interface StateText {
  k: Id;
  u: Id;
  t: Principal['tier'];
  r: string;
  p: readonly string[];
  z: string;
  /** Milliseconds since 1970. */
  e: number | null;
  a: readonly string[];
}

/** A caller by an API key, and from where it may call. */
interface KeyHolder {
  principal: Principal;
  addresses: AddressList | undefined;
}

/**
 * What requests with an API key need to know, as it holds now: cached as text in Redis under the hash of its
 * secret, read from PostgreSQL where it is not. What a key may do is what it was given and its owner may.
 */
@Injectable()
export class ApiKeyStates {
  private readonly holders = new LRUCache<string, KeyHolder>({ max: KEPT_PRINCIPALS });
  private readonly unknown = new LRUCache<string, true>({ max: KEPT_UNKNOWN, ttl: STATE_SECONDS * 1000 });
  private readonly used = new LRUCache<Id, true>({ max: KEPT_PRINCIPALS, ttl: USE_MS });

  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly cache: StateCache,
    private readonly database: Database,
  ) {}

  /** @throws DomainError INVALID_TOKEN for what cannot be a key: a typo costs no look-up. */
  identify(secret: string): ClaimedIdentity {
    if (!isApiKeyText(secret)) {
      throw new DomainError<ErrorCode>('INVALID_TOKEN', 'This is no API key; was it copied whole?');
    }
    const stateKey = keyOf(tokenHash(secret));
    return { stateKey, rateKey: stateKey, forgeable: true };
  }

  isKeyOf(stateKey: string): boolean {
    return stateKey.startsWith(KEY_PREFIX);
  }

  isStateOf(state: string): boolean {
    return state.startsWith('{"k":');
  }

  /** @throws DomainError TOKEN_EXPIRED, or FORBIDDEN from an address that the key is not for */
  principalOf(state: string, ip: string | undefined): Principal {
    let holder = this.holders.get(state);
    if (!holder) {
      holder = decode(state);
      this.holders.set(state, holder);
    }
    const { principal, addresses } = holder;
    if (principal.keyExpiresAt !== undefined && principal.keyExpiresAt <= Date.now()) {
      throw new DomainError<ErrorCode>('TOKEN_EXPIRED', 'This API key has expired');
    }
    if (addresses && !addresses.has(ip)) {
      throw new DomainError<ErrorCode>('FORBIDDEN', 'This API key may not be used from this address');
    }
    this.noteUse(principal.apiKeyId ?? '');
    return principal;
  }

  /** Reads the state under this key, and caches it. */
  async load(stateKey: string): Promise<string> {
    if (this.unknown.has(stateKey)) return ENDED;
    const hash = Buffer.from(stateKey.slice(KEY_PREFIX.length), 'base64url');
    const state = await this.keys.loadState(this.database, hash);
    if (state) return this.put(state);
    // A key is shown once it is committed, so what is unknown now stays so.
    this.unknown.set(stateKey, true);
    return ENDED;
  }

  /** Lets every request by keys of the user see what has changed. */
  async renewOf(userId: Id): Promise<void> {
    const states = await this.keys.statesOf(this.database, userId);
    await Promise.all(states.map((state) => this.put(state)));
  }

  private async put(state: ApiKeyState): Promise<string> {
    const key = keyOf(state.tokenHash);
    if (state.ended) {
      await this.cache.put(key, FINAL_AGE, ENDED, ENDED_SECONDS);
      return ENDED;
    }
    const text = state.suspended ? ENDED : encode(state);
    await this.cache.put(key, state, text, stateSeconds(state));
    return text;
  }

  /** Off the hot path: nobody waits for it, and a note that is lost is one of many. */
  private noteUse(id: Id): void {
    if (this.used.has(id)) return;
    this.used.set(id, true);
    void this.keys.touch(this.database, id).catch(() => undefined);
  }
}

function keyOf(hash: Buffer): string {
  return KEY_PREFIX + hash.toString('base64url');
}

function encode(state: ApiKeyState): string {
  const text: StateText = {
    k: state.keyId,
    u: state.userId,
    t: state.tier,
    r: state.isAdmin ? 'admin' : state.tier,
    p: intersectPermissions(state.permissions, state.ownerPermissions),
    z: state.timeZone ?? 'UTC',
    e: state.expiresAt,
    a: state.allowedIps,
  };
  return JSON.stringify(text);
}

function decode(state: string): KeyHolder {
  const { k, u, t, r, p, z, e, a } = JSON.parse(state) as StateText;
  const principal: Principal = {
    userId: u,
    sessionId: undefined,
    apiKeyId: k,
    tier: t,
    role: r,
    permissions: p,
    timeZone: z,
    keyExpiresAt: e ?? undefined,
  };
  return { principal, addresses: a.length > 0 ? new AddressList(a) : undefined };
}
