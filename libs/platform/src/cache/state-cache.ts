import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Config } from '../config';
import { REDIS } from './redis';

/**
 * The present state of sign-ins, in Redis, so that a request needs one round trip and no query. A state
 * carries a version; an older one never replaces a newer, so a slow reader cannot undo a revocation.
 */
export abstract class StateCache {
  /** Keeps the state unless a newer version is there. Does nothing when Redis is away: PostgreSQL then decides. */
  abstract put(key: string, version: number, state: string, ttlSeconds: number): Promise<void>;
}

const PUT = `
local held = redis.call('GET', KEYS[1])
if held then
  local version = tonumber(string.match(held, '^(%d+)|'))
  if version and version > tonumber(ARGV[1]) then return 0 end
end
redis.call('SET', KEYS[1], ARGV[1] .. '|' .. ARGV[2], 'EX', ARGV[3])
return 1`;

/** Where a state stands in Redis. */
export function stateRedisKey(prefix: string, key: string): string {
  return `${prefix}:state:${key}`;
}

@Injectable()
export class RedisStateCache extends StateCache {
  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    private readonly config: Config,
  ) {
    super();
  }

  async put(key: string, version: number, state: string, ttlSeconds: number): Promise<void> {
    try {
      const redisKey = stateRedisKey(this.config.REDIS_PREFIX, key);
      await this.redis.eval(PUT, 1, redisKey, version, state, ttlSeconds);
    } catch {
      // Redis is away: states are read from PostgreSQL until it is back, and this one lives a minute at most.
    }
  }
}
