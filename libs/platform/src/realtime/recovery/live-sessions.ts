import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Room } from '@almanac/contracts';
import { REDIS } from '../../cache';
import { Config } from '../../config';
import { LOGGER, type PinoLogger } from '../../logging';
import { parseRoom } from '../rooms/room-policy';

/** What a client of Socket.IO left behind: who it was, where it was, and the connection that it had. */
export interface LeftSession {
  userId: string;
  connectionKey: string;
  rooms: Room[];
}

const leftSchema = z.object({
  owner: z.string(),
  user: z.string(),
  rooms: z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))),
});
/** Socket.IO's private id of a session, which only its client knows. */
const PRIVATE_ID = /^[\w-]{16,64}$/;
/** A connection that was replaced does not write over the one that replaced it. */
const SAVE = `
local owner = redis.call('HGET', KEYS[1], 'owner')
if owner and owner ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'user', ARGV[2], 'rooms', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1`;
const CLAIM = `
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'owner', ARGV[2])
return 1`;
const DROP = `if redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then redis.call('DEL', KEYS[1]) end`;

/**
 * Sessions of Socket.IO in Redis, for clients that come back to another replica. They are written while the client is
 * there, not when it goes: a network that breaks is noticed by the client first, and a process that is killed writes
 * nothing.
 */
@Injectable()
export class LiveSessions {
  private readonly prefix: string;
  private readonly keptMs: number;

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    config: Config,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {
    this.prefix = `${config.REDIS_PREFIX}:live-session`;
    this.keptMs = config.LIVE_RECOVERY_SECONDS * 1000;
  }

  /** How often a session is written anew while its client is there, in milliseconds. */
  get refreshMs(): number {
    return this.keptMs / 4;
  }

  /** Gives false where another connection has taken the session over. */
  async save(privateId: string, { userId, connectionKey, rooms }: LeftSession): Promise<boolean> {
    const facts = [connectionKey, userId, JSON.stringify(rooms), this.keptMs];
    try {
      return (await this.redis.eval(SAVE, 1, this.key(privateId), ...facts)) === 1;
    } catch (error) {
      // Then this client is not told what it missed, and asks for it at /sync.
      this.logger.debug({ err: error }, 'a session of a socket was not kept');
      return true;
    }
  }

  async find(privateId: string): Promise<LeftSession | undefined> {
    if (!PRIVATE_ID.test(privateId)) return undefined;
    const found = leftSchema.safeParse(await this.redis.hgetall(this.key(privateId)));
    if (!found.success) return undefined;
    const { owner, user, rooms } = found.data;
    return {
      userId: user,
      connectionKey: owner,
      rooms: rooms.map(parseRoom).filter((room) => room !== undefined),
    };
  }

  /** Takes the session over from the connection that had it; of two at once only one succeeds. */
  async claim(privateId: string, from: string, to: string): Promise<boolean> {
    return (await this.redis.eval(CLAIM, 1, this.key(privateId), from, to).catch(() => 0)) === 1;
  }

  async drop(privateId: string, connectionKey: string): Promise<void> {
    await this.redis.eval(DROP, 1, this.key(privateId), connectionKey).catch(() => undefined);
  }

  private key(privateId: string): string {
    return `${this.prefix}:${privateId}`;
  }
}
