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
  /** How much more there is than what is allowed; 0 where there is none. */
  over: number;
  /** How many things are read-only because of that: planners, or people who count as viewers. */
  readOnly: number;
  /** What helps, in a sentence; absent where nothing is over. */
  hint?: string;
  /** When what is used starts again from 0; absent where it does not by itself. */
  resetsAt?: Date;
}

/** Counts what one limit is about, in the feature that has it. Found by `UsageMeters`; a provider is enough. */
export abstract class UsageMeter {
  abstract readonly limit: LimitName;

  /** As it stands now; bytes for `storage`, else a number of things. */
  abstract used(db: Queryable, userId: Id): Promise<number>;

  /** How many things are read-only as so many are over; asked only where some are. */
  readOnly(_db: Queryable, _holder: Holder, _over: number): Promise<number> {
    return Promise.resolve(0);
  }

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

const HIGHER = 'or have a higher tier';
/** What is done about what is over a limit, and what helps (docs/limits.md). */
const hints: Readonly<Record<LimitName, string>> = {
  planners: `The newest planners are read-only. Delete older ones, ${HIGHER}.`,
  projects: `The newest projects are read-only. Delete older ones, ${HIGHER}.`,
  events: `The newest events are read-only. End or delete older ones, ${HIGHER}.`,
  collaborators: `Who came last counts as a viewer. Take somebody off, ${HIGHER}.`,
  storage: `Files can be read and deleted, and nothing new is taken. Delete some, ${HIGHER}.`,
  aiRequests: `Nothing more is answered until counting begins anew. Wait until then, ${HIGHER}.`,
  rateLimit: `Nothing more is answered until counting begins anew. Wait until then, ${HIGHER}.`,
};

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
      const most = allowed[limit];
      const over = most === null ? 0 : Math.max(0, used - most);
      const readOnly = over === 0 ? 0 : ((await meter?.readOnly(db, holder, over)) ?? 0);
      const hint = over === 0 ? {} : { hint: hints[limit] };
      usages.push({ limit, used, allowed: most, over, readOnly, ...hint, ...(resetsAt && { resetsAt }) });
    }
    return usages;
  }
}
