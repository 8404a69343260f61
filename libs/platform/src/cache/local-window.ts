import { LRUCache } from 'lru-cache';

/** How many requests a key has made in its window, and how long the window still lasts. */
export interface WindowCount {
  hits: number;
  resetMs: number;
}

/** Keys kept at most, so that many addresses cannot fill the memory. */
const MAX_KEYS = 50_000;

/** Counts requests in this process; stands in while Redis is away. */
export class LocalWindow {
  private readonly windows = new LRUCache<string, { hits: number; endsAt: number }>({ max: MAX_KEYS });

  count(key: string, windowMs: number, now = Date.now()): WindowCount {
    const held = this.windows.get(key);
    const window = held && held.endsAt > now ? held : { hits: 0, endsAt: now + windowMs };
    window.hits += 1;
    this.windows.set(key, window);
    return { hits: window.hits, resetMs: window.endsAt - now };
  }

  peek(key: string, now = Date.now()): WindowCount {
    const held = this.windows.get(key);
    return held && held.endsAt > now
      ? { hits: held.hits, resetMs: held.endsAt - now }
      : { hits: 0, resetMs: 0 };
  }

  giveBack(key: string): void {
    const held = this.windows.get(key);
    if (held) held.hits = Math.max(0, held.hits - 1);
  }
}
