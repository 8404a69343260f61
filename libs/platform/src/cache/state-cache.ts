import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Config } from '../config';
import { REDIS } from './redis';

/** How new a state is. */
export interface StateAge {
  /** Of the account and the sign-in: an older one never replaces a newer, so a slow reader undoes no revocation. */
  version: number;
  /** Of the roles of the whole system, when the state was read (docs/adr/0020-role-epoch.md). */
  epoch: number;
}

/** The age of what will never change again: a sign-in that has ended. */
export const FINAL_AGE: StateAge = { version: Number.MAX_SAFE_INTEGER, epoch: Number.MAX_SAFE_INTEGER };

/** The present state of sign-ins, in Redis, so that a request needs one round trip and no query. */
export abstract class StateCache {
  /** Keeps the state unless a newer version is there. Does nothing when Redis is away: PostgreSQL then decides. */
  abstract put(key: string, age: StateAge, state: string, ttlSeconds: number): Promise<void>;

  /**
   * No state that was read before this epoch counts any more, whoever's it is.
   * @throws Error when Redis is away
   */
  abstract raiseEpoch(epoch: number): Promise<void>;
}

const PUT = `
local held = redis.call('GET', KEYS[1])
if held then
  local version = tonumber(string.match(held, '^(%d+)|'))
  if version and version > tonumber(ARGV[1]) then return 0 end
end
redis.call('SET', KEYS[1], ARGV[1] .. '|' .. ARGV[2] .. '|' .. ARGV[3], 'PX', ARGV[4])
return 1`;

const RAISE = `
local held = tonumber(redis.call('GET', KEYS[1]) or '0')
if held < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[1]) end
return 1`;

/** Where a state stands in Redis. */
export function stateRedisKey(prefix: string, key: string): string {
  return `${prefix}:state:${key}`;
}

/** Where the epoch stands that states must have at least; nothing there means that every state counts. */
export function epochRedisKey(prefix: string): string {
  return `${prefix}:state-epoch`;
}

@Injectable()
export class RedisStateCache extends StateCache {
  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    private readonly config: Config,
  ) {
    super();
  }

  async put(key: string, { version, epoch }: StateAge, state: string, ttlSeconds: number): Promise<void> {
    try {
      const redisKey = stateRedisKey(this.config.REDIS_PREFIX, key);
      const ttl = Math.max(1, Math.floor(ttlSeconds * 1000));
      await this.redis.eval(PUT, 1, redisKey, version, epoch, state, ttl);
    } catch {
      // Redis is away: states are read from PostgreSQL until it is back, and this one lives a minute at most.
    }
  }

  async raiseEpoch(epoch: number): Promise<void> {
    await this.redis.eval(RAISE, 1, epochRedisKey(this.config.REDIS_PREFIX), epoch);
  }
}
