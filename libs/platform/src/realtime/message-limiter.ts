import { LIVE_LIMITS } from './limits';

export type Verdict = 'take' | 'refuse' | 'end';

/** Counts the messages of one socket: so many a second are taken; who goes on after being refused is ended. */
export class MessageLimiter {
  private windowEnds = 0;
  private taken = 0;
  private refused = 0;

  /** Begins anew: what was said to sign in is no message of those that a socket may send. */
  restart(): void {
    this.windowEnds = 0;
    this.taken = 0;
  }

  judge(now = performance.now()): Verdict {
    if (now >= this.windowEnds) {
      // A second in which nothing was refused forgives.
      if (this.taken < LIVE_LIMITS.messagesPerSecond) this.refused = 0;
      this.windowEnds = now + 1000;
      this.taken = 0;
    }
    if (this.taken < LIVE_LIMITS.messagesPerSecond) {
      this.taken += 1;
      return 'take';
    }
    this.refused += 1;
    return this.refused > LIVE_LIMITS.refusedInARow ? 'end' : 'refuse';
  }
}

/** Counts the rooms that a socket enters: each costs questions, subscriptions and news to others. */
export class JoinLimiter {
  private left: number = LIVE_LIMITS.joinsInABurst;
  private at: number | undefined;

  /** Takes so many; false, and none is taken, where that is too many just now. */
  take(count: number, now = performance.now()): boolean {
    const seconds = Math.max(0, now - (this.at ?? now)) / 1000;
    this.at = now;
    this.left = Math.min(LIVE_LIMITS.joinsInABurst, this.left + seconds * LIVE_LIMITS.joinsPerSecond);
    if (count > this.left) return false;
    this.left -= count;
    return true;
  }
}

/** Counts everything that comes over one connection, also what is no message of ours. */
export class PacketLimiter {
  private windowEnds = 0;
  private taken = 0;

  isTooMany(now = performance.now()): boolean {
    if (now >= this.windowEnds) {
      this.windowEnds = now + 1000;
      this.taken = 0;
    }
    this.taken += 1;
    return this.taken > LIVE_LIMITS.packetsPerSecond;
  }
}
