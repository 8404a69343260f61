import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Database, UnitOfWork, type RequestContext } from '@almanac/platform';
import { PlannerAnnouncements } from './planner-announcements';
import { FinishedPlanners } from './ports/finished-planners';
import { PlannerLedger } from './ports/planner-ledger';
import { PlannerStore } from './ports/planner-store';

const BATCH = 100;

/**
 * Archives planners that are finished (spec: background.md), each in a transaction of its own and under its lock, so
 * that whoever adds an activity at the same moment finds it as it was. Doing it twice does no harm.
 */
@Injectable()
export class AutoArchive {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly finished: FinishedPlanners,
    private readonly ledger: PlannerLedger,
    private readonly store: PlannerStore,
    private readonly announcements: PlannerAnnouncements,
  ) {}

  /** @param signal ends the run between two planners; the next one goes on. Gives how many were archived. */
  async run(context: RequestContext, signal?: AbortSignal): Promise<number> {
    let archived = 0;
    for (let after: Id | undefined; ;) {
      const ids = await this.finished.find(this.database.for(context), after, BATCH);
      for (const id of ids) {
        if (signal?.aborted) return archived;
        if (await this.archive(context, id)) archived += 1;
      }
      after = ids.at(-1);
      if (ids.length < BATCH) return archived;
    }
  }

  private archive(context: RequestContext, id: Id): Promise<boolean> {
    return this.unitOfWork.run(context, async (tx) => {
      await this.ledger.lock(tx, [id]);
      if (!(await this.finished.is(tx, id))) return false;
      await this.store.setArchived(tx, id, true);
      const changes = [{ field: 'archived', before: false, after: true }];
      await this.announcements.written(tx, context, id, null, { name: 'planner.updated', changes });
      return true;
    });
  }
}
