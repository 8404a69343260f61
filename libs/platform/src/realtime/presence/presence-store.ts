import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Room } from '@almanac/contracts';
import { newId, type Id } from '@almanac/kernel';
import { REDIS } from '../../cache';
import { Config } from '../../config';

export type PresenceStatus = 'active' | 'away';

const NOW = `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;
/** The other states of the same person here go. */
const PUT = `${NOW}
redis.call('ZREM', KEYS[1], ARGV[3])
redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[1])`;
const LIST = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return redis.call('ZRANGE', KEYS[1], 0, -1)`;
const listSchema = z.array(z.string());

/**
 * Who is in which room, in Redis: each replica says of its own people every few seconds that they are still there, and
 * those of a replica that says nothing are gone by themselves.
 */
@Injectable()
export class PresenceStore {
  private readonly replica = newId();
  private readonly keptMs: number;

  constructor(
    private readonly config: Config,
    @Inject(REDIS) private readonly redis: Redis,
  ) {
    this.keptMs = config.LIVE_PRESENCE_SECONDS * 1000;
  }

  get refreshMs(): number {
    return this.keptMs / 3;
  }

  async put(room: Room, userId: Id, status: PresenceStatus): Promise<void> {
    const other = status === 'active' ? 'away' : 'active';
    const facts = [this.keptMs, this.member(userId, status), this.member(userId, other)];
    await this.redis.eval(PUT, 1, this.key(room), ...facts);
  }

  async remove(room: Room, userId: Id): Promise<void> {
    await this.redis.zrem(this.key(room), this.member(userId, 'active'), this.member(userId, 'away'));
  }

  /** Everybody, each once, by id; active where they are so on any replica. */
  async list(room: Room): Promise<Map<Id, PresenceStatus>> {
    const members = listSchema.parse(await this.redis.eval(LIST, 1, this.key(room)));
    const found = new Map<Id, PresenceStatus>();
    for (const member of members) {
      const [, userId = '', status] = member.split(' ');
      if (status === 'active' || !found.has(userId)) found.set(userId, status === 'away' ? 'away' : 'active');
    }
    return new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  private member(userId: Id, status: PresenceStatus): string {
    return `${this.replica} ${userId} ${status}`;
  }

  private key(room: Room): string {
    return `${this.config.REDIS_PREFIX}:presence:${room}`;
  }
}
