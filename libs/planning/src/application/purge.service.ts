import { Injectable } from '@nestjs/common';
import { systemClock } from '@almanac/kernel';
import { Database, type RequestContext } from '@almanac/platform';
import { purgeBefore } from '../domain/retention';
import { PurgeStore, purgeSteps } from './ports/purge-store';

/** Purges what was deleted more than 30 days ago. */
@Injectable()
export class PurgeService {
  constructor(
    private readonly database: Database,
    private readonly store: PurgeStore,
  ) {}

  /**
   * Works in small batches, each by itself, so that no lock is held for long and a run that is cut off is
   * simply taken up by the next. Gives how many rows went.
   */
  async run(context: RequestContext): Promise<number> {
    const before = purgeBefore(systemClock.now());
    let total = 0;
    for (const step of purgeSteps) {
      for (let gone = 1; gone > 0; total += gone) {
        gone = await this.store.purge(this.database.for(context), step, before);
      }
    }
    return total;
  }
}
