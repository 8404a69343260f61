import { LRUCache } from 'lru-cache';
import type { Room } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { Principal } from '../context';

/** Ends and losses are remembered for so long, for sockets that were just signing in or joining. */
const REMEMBER_MS = 60_000;
const MOST = 50_000;

/** What this process was told of late about who may do what: an answer from before that is out of date. */
export class RecentChanges {
  private readonly endedSessions = new LRUCache<string, true>({ max: MOST, ttl: REMEMBER_MS });
  /** When who lost which room, in milliseconds since 1970. */
  private readonly lostAccess = new LRUCache<string, number>({ max: MOST, ttl: REMEMBER_MS });
  /** When what a user may do was last said to have changed; under '' for everybody. */
  private readonly changed = new LRUCache<string, number>({ max: MOST, ttl: REMEMBER_MS });

  sessionsEnded(ids: readonly string[]): void {
    for (const id of ids) this.endedSessions.set(id, true);
  }

  hasEnded({ sessionId, apiKeyId }: Principal): boolean {
    return [sessionId, apiKeyId].some((id) => id !== undefined && this.endedSessions.has(id));
  }

  accessLost(userId: Id, room: Room): void {
    this.lostAccess.set(`${userId} ${room}`, Date.now());
  }

  lostSince(askedAt: number, userId: Id, room: Room): boolean {
    return (this.lostAccess.get(`${userId} ${room}`) ?? 0) >= askedAt;
  }

  authorisationChanged(userId: Id | null): void {
    this.changed.set(userId ?? '', Date.now());
  }

  changedSince(askedAt: number, userId: Id): boolean {
    return Math.max(this.changed.get(userId) ?? 0, this.changed.get('') ?? 0) >= askedAt;
  }
}
