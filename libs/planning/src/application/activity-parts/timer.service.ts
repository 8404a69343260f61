import { Injectable } from '@nestjs/common';
import { conflict, type Id } from '@almanac/kernel';
import { callerOf, Database, UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import { withTime } from '../../domain/activity-parts/timer';
import { ActivityWriter } from '../activity-writer';
import type { Written } from '../announcer';
import { judge, permits } from '../planner-access/planner-access';
import { PlannerGate } from '../planner-access/planner-gate';
import { TimerStore, type Timer } from '../ports/timer-store';

/** A timer that was started, and what the one before it brought. */
export interface StartedTimer extends Timer {
  stopped: { activityId: Id; minutes: number } | null;
  operationId: Id | undefined;
}

/**
 * Times the work on activities: one timer runs for each person, and stopping it adds whole minutes to
 * `metadata.actualDuration`. Time on an activity that its person may no longer write, or that was deleted, is dropped.
 */
@Injectable()
export class TimerService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly gate: PlannerGate,
    private readonly writer: ActivityWriter,
    private readonly store: TimerStore,
    private readonly database: Database,
  ) {}

  /** The caller's running timer. */
  running(context: RequestContext): Promise<Timer | undefined> {
    return this.store.running(this.database.for(context), callerOf(context).userId);
  }

  /** One that runs already on the activity goes on; one on another is stopped. @throws DomainError NOT_FOUND, FORBIDDEN */
  start(context: RequestContext, activityId: Id): Promise<StartedTimer> {
    const { userId } = callerOf(context);
    return this.unitOfWork.run(context, async (tx) => {
      await this.store.lock(tx, userId);
      const before = await this.store.running(tx, userId);
      const wanted = { thing: 'activity', id: activityId, intent: 'write' } as const;
      const other = before && before.activityId !== activityId ? [{ ...wanted, id: before.activityId }] : [];
      const found = await this.gate.enterAll(context, tx, [wanted, ...other]);
      judge(found('activity', activityId), 'write', 'activity');
      if (before && other.length === 0) return { ...before, stopped: null, operationId: undefined };
      const standing = before && found('activity', before.activityId);
      const minutes = before ? await this.store.stop(tx, userId) : 0;
      const counts = standing !== undefined && !standing.gone && permits(standing, 'write');
      const written = before && counts ? await this.add(tx, context, before.activityId, minutes) : undefined;
      const timer = await this.store.start(tx, userId, activityId);
      const stopped = before && counts ? { activityId: before.activityId, minutes } : null;
      return { ...timer, stopped, operationId: written?.operationId };
    });
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, CONFLICT where none of the caller's runs on it */
  stop(context: RequestContext, activityId: Id): Promise<Written> {
    const { userId } = callerOf(context);
    return this.unitOfWork.run(context, async (tx) => {
      await this.store.lock(tx, userId);
      await this.gate.enter(context, tx, 'activity', activityId);
      const timer = await this.store.running(tx, userId);
      if (timer?.activityId !== activityId) throw conflict('No timer of yours runs on this activity');
      return this.add(tx, context, activityId, await this.store.stop(tx, userId));
    });
  }

  private add(tx: Transaction, context: RequestContext, activityId: Id, minutes: number): Promise<Written> {
    return this.writer.change(tx, context, activityId, {}, (content) => withTime(content, minutes));
  }
}
