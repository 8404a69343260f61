import { LRUCache } from 'lru-cache';
import type { Room } from '@almanac/contracts';

/**
 * Many times the largest batch of the relay. What is published again is the last batch that a worker published and
 * could not mark any more (it was killed, or PostgreSQL went away), and nothing else is published in between.
 */
const REMEMBERED = 10_000;
/** Type, event and number stand first in every envelope (messageText), and tell a message from all others of its room. */
const HEAD = /^\{"type":"[^"]*","eventId":"[^"]*"/;

/**
 * What came over the bus lately. The relay delivers at least once; whoever listens to a socket is told once as long
 * as the process that it is connected to lives.
 */
export class HeardMessages {
  private readonly heard = new LRUCache<string, true>({ max: REMEMBERED });

  /** Whether the room has had the message before. It has from now on. */
  isRepeated(room: Room, text: Buffer): boolean {
    const head = HEAD.exec(text.toString('latin1', 0, 200))?.[0];
    if (head === undefined) return false;
    const key = `${room} ${head}`;
    if (this.heard.has(key)) return true;
    this.heard.set(key, true);
    return false;
  }
}
