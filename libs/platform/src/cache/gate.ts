import { Inject, Injectable } from '@nestjs/common';
import type { Redis, Result } from 'ioredis';
import type { Id } from '@almanac/kernel';
import { Config } from '../config';
import { LocalWindow, type WindowCount } from './local-window';
import { REDIS } from './redis';
import { epochRedisKey, stateRedisKey } from './state-cache';

/** Under what the requests of a person's sessions are counted. */
export function userRateKey(userId: Id): string {
  return `user:${userId}`;
}

/** What the gate found for one request. */
export interface GateResult extends WindowCount {
  /** The cached state of the sign-in, or undefined where it must be read from PostgreSQL. */
  state: string | undefined;
}

declare module 'ioredis' {
  interface RedisCommander<Context> {
    almanacGate(
      state: string,
      epoch: string,
      rate: string,
      windowMs: number,
    ): Result<[string | null, number, number], Context>;
    almanacCount(rate: string, windowMs: number): Result<[number, number], Context>;
    almanacGiveBack(rate: string): Result<number, Context>;
  }
}

const COUNT = `
local hits = redis.call('INCR', KEYS[#KEYS])
local left
if hits == 1 then
  redis.call('PEXPIRE', KEYS[#KEYS], ARGV[1])
  left = tonumber(ARGV[1])
else
  left = redis.call('PTTL', KEYS[#KEYS])
end`;

/** Of a window that is over there is nothing to give back. */
const GIVE_BACK = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
return redis.call('DECR', KEYS[1])`;

/** A state from before the epoch is as good as none: somebody has changed a role since it was read. */
const STATE = `
local state = redis.call('GET', KEYS[1])
if state then
  local epoch = redis.call('GET', KEYS[2])
  if epoch then
    local held = tonumber(string.match(state, '^%d+|(%d+)|'))
    if not held or held < tonumber(epoch) then state = false end
  end
end`;

/**
 * Session state and rate limit in one round trip to Redis. When Redis is away the limit is counted in this
 * process alone, and the state is read from PostgreSQL: the API stays up.
 */
@Injectable()
export class Gate {
  private readonly local = new LocalWindow();

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    private readonly config: Config,
  ) {
    redis.defineCommand('almanacGate', {
      numberOfKeys: 3,
      lua: `${COUNT}${STATE}\nreturn { state, hits, left }`,
    });
    redis.defineCommand('almanacGiveBack', { numberOfKeys: 1, lua: GIVE_BACK });
    redis.defineCommand('almanacCount', { numberOfKeys: 1, lua: `${COUNT}\nreturn { hits, left }` });
  }

  /** Counts a request of a signed-in caller and fetches the state of its sign-in. */
  async enter(stateKey: string, rateKey: string, windowMs: number): Promise<GateResult> {
    const prefix = this.config.REDIS_PREFIX;
    try {
      const [held, hits, left] = await this.redis.almanacGate(
        stateRedisKey(prefix, stateKey),
        epochRedisKey(prefix),
        `${prefix}:rate:${rateKey}`,
        windowMs,
      );
      const state = held === null ? undefined : held.slice(held.indexOf('|', held.indexOf('|') + 1) + 1);
      return { state, hits, resetMs: left };
    } catch {
      return { state: undefined, ...this.local.count(rateKey, windowMs) };
    }
  }

  /** Takes back what was counted under a key that turned out to be nobody's, so that made-up keys fill no memory. */
  async forget(rateKey: string): Promise<void> {
    await this.redis.unlink(`${this.config.REDIS_PREFIX}:rate:${rateKey}`).catch(() => undefined);
  }

  /** Counts a request by its key alone. */
  async count(rateKey: string, windowMs: number): Promise<WindowCount> {
    try {
      const [hits, left] = await this.redis.almanacCount(
        `${this.config.REDIS_PREFIX}:rate:${rateKey}`,
        windowMs,
      );
      return { hits, resetMs: left };
    } catch {
      return this.local.count(rateKey, windowMs);
    }
  }

  /** What was counted under the key in its present window, without counting. */
  async peek(rateKey: string): Promise<WindowCount> {
    const key = `${this.config.REDIS_PREFIX}:rate:${rateKey}`;
    try {
      const [hits, left] = await Promise.all([this.redis.get(key), this.redis.pttl(key)]);
      return { hits: Number(hits ?? 0), resetMs: Math.max(0, left) };
    } catch {
      return this.local.peek(rateKey);
    }
  }

  /** Takes one count back: what was counted before it was known turned out not to matter. */
  async giveBack(rateKey: string): Promise<void> {
    this.local.giveBack(rateKey);
    await this.redis.almanacGiveBack(`${this.config.REDIS_PREFIX}:rate:${rateKey}`).catch(() => undefined);
  }
}
