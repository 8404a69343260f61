import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { limitNames, type LimitName } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import { Limits, type Holder } from '../context';
import type { Queryable } from '../database';
import { providersOf } from './providers-of';

/** How far somebody has gone into one limit of their tier. */
export interface Usage {
  limit: LimitName;
  /** May be more than what is allowed: after a downgrade, what is there stays. */
  used: number;
  /** Null is "unlimited". */
  allowed: number | null;
  /** When what is used starts again from 0; absent where it does not by itself. */
  resetsAt?: Date;
}

/** Counts what one limit is about, in the feature that has it. Found by `UsageMeters`; a provider is enough. */
export abstract class UsageMeter {
  abstract readonly limit: LimitName;

  /** As it stands now; bytes for `storage`, else a number of things. */
  abstract used(db: Queryable, userId: Id): Promise<number>;

  /** Of limits on a span of time: when the present one ends. */
  resetsAt(_userId: Id): Promise<Date | undefined> {
    return Promise.resolve(undefined);
  }
}

/**
 * Limits on what this server does not have yet: nothing can be used of them. Their feature brings a meter and takes its
 * name off this list, or the process does not start.
 */
const nothingToCount: readonly LimitName[] = ['projects', 'events'];

/** Every limit and what is used of it (spec: billing.md, `GET /billing/usage`). */
@Injectable()
export class UsageMeters implements OnApplicationBootstrap {
  private meters: ReadonlyMap<LimitName, UsageMeter> = new Map();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly limits: Limits,
  ) {}

  /** @throws Error where a limit has two meters, or none and is not known to have nothing to count */
  onApplicationBootstrap(): void {
    const meters = providersOf(this.discovery, UsageMeter);
    for (const name of limitNames) {
      const found = meters.filter(({ limit }) => limit === name).length;
      const wanted = nothingToCount.includes(name) ? 0 : 1;
      if (found !== wanted) throw new Error(`The limit ${name} has ${found} meters and needs ${wanted}.`);
    }
    this.meters = new Map(meters.map((meter) => [meter.limit, meter]));
  }

  /** In the order of `limitNames`. */
  async of(db: Queryable, holder: Holder): Promise<Usage[]> {
    const allowed = this.limits.of(holder);
    const usages: Usage[] = [];
    // One after the other: in a transaction they share a connection.
    for (const limit of limitNames) {
      const meter = this.meters.get(limit);
      const used = (await meter?.used(db, holder.userId)) ?? 0;
      const resetsAt = await meter?.resetsAt(holder.userId);
      usages.push({ limit, used, allowed: allowed[limit], ...(resetsAt && { resetsAt }) });
    }
    return usages;
  }
}
