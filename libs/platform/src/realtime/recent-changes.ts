import { LRUCache } from 'lru-cache';
import type { Id } from '@almanac/kernel';
import type { Principal } from '../context';

/** Ends and changes are remembered for so long, for sockets that were just signing in or joining. */
const REMEMBER_MS = 60_000;
const MOST = 50_000;

/**
 * What this process was told of late about who may do what: an answer from before that is out of date. Time is counted
 * in changes, as a clock may be set back, and two things may happen in its same millisecond.
 */
export class RecentChanges {
  private readonly endedSessions = new LRUCache<string, true>({ max: MOST, ttl: REMEMBER_MS });
  /** When what a user may do was last said to have changed; under '' for everybody. */
  private readonly changed = new LRUCache<string, number>({ max: MOST, ttl: REMEMBER_MS });
  private count = 0;

  /** To be taken before something is asked; see `changedSince`. */
  get now(): number {
    return this.count;
  }

  sessionsEnded(ids: readonly string[]): void {
    for (const id of ids) this.endedSessions.set(id, true);
  }

  hasEnded({ sessionId, apiKeyId }: Principal): boolean {
    return [sessionId, apiKeyId].some((id) => id !== undefined && this.endedSessions.has(id));
  }

  authorisationChanged(userId: Id | null): void {
    this.count += 1;
    this.changed.set(userId ?? '', this.count);
  }

  /** Whether what was found out then about the caller, or about who acts as them, may be out of date. */
  changedSince(then: number, { userId, impersonatorId }: Principal): boolean {
    return ['', userId, impersonatorId].some((id) => id !== undefined && (this.changed.get(id) ?? 0) > then);
  }
}
