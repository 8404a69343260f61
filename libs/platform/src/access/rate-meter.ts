import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Gate, userRateKey } from '../cache';
import type { Queryable } from '../database';
import { UsageMeter } from './usage-meters';

/** Requests of a person's sessions in the present window, those that were refused included; API keys count for themselves. */
@Injectable()
export class RateMeter extends UsageMeter {
  readonly limit = 'rateLimit';

  constructor(private readonly gate: Gate) {
    super();
  }

  override async used(_db: Queryable, userId: Id): Promise<number> {
    return (await this.gate.peek(userRateKey(userId))).hits;
  }

  override async resetsAt(userId: Id): Promise<Date | undefined> {
    const { hits, resetMs } = await this.gate.peek(userRateKey(userId));
    return hits > 0 ? new Date(Date.now() + resetMs) : undefined;
  }
}
