import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import type { Room } from '@almanac/contracts';
import { REDIS } from '../../cache';
import { Config } from '../../config';
import { liveStream } from '../../queue';
import { parseRoom } from '../rooms/room-policy';
import { comparePositions, isPosition, type StreamPosition } from './stream-position';

export interface StreamEntry {
  position: StreamPosition;
  room: Room;
  text: Buffer;
}

export interface StreamPage {
  /** Those that are for nobody are left out. */
  entries: StreamEntry[];
  /** How far was read. */
  upTo: StreamPosition;
  /** Whether there may be more behind. */
  more: boolean;
}

/** Pages that many read at once are kept for so long, in milliseconds; so many of them. */
const KEPT_MS = 2000;
const MOST_PAGES = 16;

/** An empty stream gets an entry that is for nobody, so that there is always a place to go on from. */
const END = `
if redis.call('EXISTS', KEYS[1]) == 0 then return redis.call('XADD', KEYS[1], '*', 'r', '-', 'm', '-') end
return redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1][1]`;

/** What was told in all rooms of late, as the relay has put it into Redis (see `publishMessages`). */
@Injectable()
export class LiveStream {
  private readonly key: string;
  private readonly pages = new LRUCache<string, Promise<StreamPage>>({ max: MOST_PAGES, ttl: KEPT_MS });

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    config: Config,
  ) {
    this.key = liveStream(config);
  }

  /** The place of the last message. */
  async end(): Promise<StreamPosition> {
    const position = String(await this.redis.eval(END, 1, this.key));
    if (!isPosition(position)) throw new Error('The stream of messages has no end');
    return position;
  }

  /** Whether everything behind this place is still there. */
  async reachesBackTo(position: StreamPosition): Promise<boolean> {
    const [first] = await this.redis.xrange(this.key, '-', '+', 'COUNT', 1);
    const id = first?.[0] ?? '';
    return isPosition(id) && comparePositions(id, position) <= 0;
  }

  /**
   * The same for clients that come back, of whom there may be thousands at once from the same place: they share what is
   * read, which may be a moment old where it is the last page.
   */
  async sharedAfter(position: StreamPosition, count: number): Promise<StreamPage> {
    const key = `${position} ${count}`;
    const known = this.pages.get(key);
    if (known) return known;
    const reading = this.after(position, count);
    this.pages.set(key, reading);
    const forget = (): void => void this.pages.delete(key);
    // A full page stays as it is; another one grows.
    void reading.then(({ more }) => (more ? undefined : forget()), forget);
    return reading;
  }

  /** At most so many entries behind this place. */
  async after(position: StreamPosition, count: number): Promise<StreamPage> {
    const found = await this.redis.xrange(this.key, `(${position}`, '+', 'COUNT', count);
    let upTo = position;
    const entries = found.flatMap(([id, [, name = '', , text = '']]) => {
      if (!isPosition(id)) return [];
      upTo = id;
      const room = parseRoom(name);
      return room ? [{ position: id, room, text: Buffer.from(text) }] : [];
    });
    return { entries, upTo, more: found.length === count };
  }
}
