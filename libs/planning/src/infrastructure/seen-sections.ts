import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Config } from '@almanac/platform';
import { LRUCache } from 'lru-cache';

const MIB = 1024 * 1024;
/** What nobody asks for is let go, so that what was deleted does not stay in memory. */
const KEPT_MS = 10 * 60_000;

/** The sections of a planner with their activities, as JSON text, and the state of the planner that they are of. */
export interface SeenSections {
  stamp: string;
  json: string;
}

/**
 * The sections that this process has shown last (docs/adr/0142). PostgreSQL is asked each time whether they are still so,
 * and makes their text only where they are not: nobody has to say that something changed, on any replica.
 */
@Injectable()
export class SeenSectionsCache {
  private readonly seen: LRUCache<Id, SeenSections> | undefined;

  constructor(config: Config) {
    const maxSize = config.PLANNER_CACHE_MB * MIB;
    // No planner takes more than a quarter.
    if (maxSize > 0)
      this.seen = new LRUCache({ maxSize, maxEntrySize: maxSize / 4, ttl: KEPT_MS, ttlAutopurge: true });
  }

  of(plannerId: Id): SeenSections | undefined {
    return this.seen?.get(plannerId);
  }

  keep(plannerId: Id, { stamp, json }: SeenSections): void {
    if (!this.seen) return;
    // A text put together from pieces would keep them all, and what they are pieces of.
    const bytes = Buffer.from(json);
    this.seen.set(plannerId, { stamp, json: bytes.toString() }, { size: bytes.length });
  }
}
