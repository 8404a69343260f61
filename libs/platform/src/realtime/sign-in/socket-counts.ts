import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Id } from '@almanac/kernel';
import { REDIS } from '../../cache';
import { Config } from '../../config';
import type { LiveConnection } from '../live-connection';
import { LiveHub, type HubWatcher } from '../live-hub';
import { tooManySockets } from '../rooms/live-room';
import { LIVE_LIMITS } from '../limits';

/** A socket of a process that died without a word counts for so long. */
const COUNTED_MS = 60_000;
const REFRESH_MS = COUNTED_MS / 3;
const NOW = `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;
/** In one step, so that of two sockets on two replicas only one takes the last place. */
const ADMIT = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZREM', KEYS[1], ARGV[2])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[4], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1`;
const REFRESH = `${NOW}
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])`;

/** Counts the sockets of each user on all replicas. While Redis is away each process counts its own, in the hub. */
@Injectable()
export class SocketCounts implements HubWatcher, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly counted = new Map<LiveConnection, Id>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly hub: LiveHub,
    private readonly config: Config,
    @Inject(REDIS) private readonly redis: Redis,
  ) {}

  onApplicationBootstrap(): void {
    this.hub.addWatcher(this);
    this.timer = setInterval(() => this.refresh(), REFRESH_MS);
    this.timer.unref();
  }

  /**
   * Redis is let go of soon, with all that was not written by then: a place that is not given back before counts for a
   * minute, in which whoever comes back to another replica may be told that they have too many sockets.
   */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    const left = [...this.keysOfUsers()].map(([userId, keys]) => this.redis.zrem(this.key(userId), ...keys));
    // What was given back a moment ago is written before this is.
    await Promise.allSettled([...left, this.redis.ping()]);
  }

  /**
   * @param replaces key of a connection whose place it takes
   * @throws DomainError where the user has too many sockets
   */
  async admit(userId: Id, connection: LiveConnection, replaces = ''): Promise<void> {
    if (this.counted.has(connection)) return;
    if (replaces !== '') this.replace(userId, replaces);
    const facts = [connection.key, replaces, LIVE_LIMITS.socketsPerUser, COUNTED_MS];
    const admitted = await this.redis.eval(ADMIT, 1, this.key(userId), ...facts).catch(() => 1);
    if (admitted !== 1) throw tooManySockets();
    if (connection.ended) this.giveBack(userId, connection);
    else this.counted.set(connection, userId);
  }

  private replace(userId: Id, key: string): void {
    for (const other of this.hub.connectionsOf(userId)) {
      if (other.key !== key) continue;
      other.end('replaced');
      this.hub.remove(other);
    }
  }

  removed(connection: LiveConnection): void {
    const userId = this.counted.get(connection);
    if (userId === undefined) return;
    this.counted.delete(connection);
    this.giveBack(userId, connection);
  }

  private giveBack(userId: Id, { key }: LiveConnection): void {
    void this.redis.zrem(this.key(userId), key).catch(() => undefined);
  }

  private keysOfUsers(): Map<Id, string[]> {
    const keys = new Map<Id, string[]>();
    for (const [{ key }, userId] of this.counted) keys.set(userId, [...(keys.get(userId) ?? []), key]);
    return keys;
  }

  private refresh(): void {
    for (const [userId, all] of this.keysOfUsers())
      void this.redis.eval(REFRESH, 1, this.key(userId), COUNTED_MS, ...all).catch(() => undefined);
  }

  private key(userId: Id): string {
    return `${this.config.REDIS_PREFIX}:live-sockets:${userId}`;
  }
}
