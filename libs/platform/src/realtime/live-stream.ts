import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Room } from '@almanac/contracts';
import { REDIS } from '../cache';
import { Config } from '../config';
import { liveStream } from '../queue';
import { parseRoom } from './room-policy';
import { comparePositions, isPosition, type StreamPosition } from './stream-position';

export interface StreamEntry {
  position: StreamPosition;
  room: Room;
  text: Buffer;
}

/** An empty stream gets an entry that is for nobody, so that there is always a place to go on from. */
const END = `
if redis.call('EXISTS', KEYS[1]) == 0 then return redis.call('XADD', KEYS[1], '*', 'r', '-', 'm', '-') end
return redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1][1]`;

/** What was told in all rooms of late, as the relay has put it into Redis (see `publishMessages`). */
@Injectable()
export class LiveStream {
  private readonly key: string;

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

  /** At most so many entries behind this place, and how far that was read; entries for nobody are left out. */
  async after(
    position: StreamPosition,
    count: number,
  ): Promise<{ entries: StreamEntry[]; upTo: StreamPosition; more: boolean }> {
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
