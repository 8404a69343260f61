import { Injectable } from '@nestjs/common';
import { conflict, type Id } from '@almanac/kernel';
import type { RequestContext, Transaction } from '@almanac/platform';
import { isObject } from '../../domain/merge-patch';
import type { Operation } from '../../domain/undo/operation';
import { Announcer } from '../announcer';
import type { LoadedActivity } from '../ports/activity-store';
import { OperationLog } from '../ports/operation-log';
import { PlannerLedger } from '../ports/planner-ledger';
import { RecurrenceStore } from '../ports/recurrence-store';

/**
 * Takes the next occurrence away that a completion or a skip made, when that is undone. It goes for good and not into
 * the trash, as its place in the series must be free: completing again makes it again, once. Never takes what somebody
 * has touched.
 */
@Injectable()
export class NextTakeBack {
  constructor(
    private readonly log: OperationLog,
    private readonly store: RecurrenceStore,
    private readonly ledger: PlannerLedger,
    private readonly announcer: Announcer,
  ) {}

  /**
   * Whether the operation had made one, which is gone now.
   * @throws DomainError CONFLICT where somebody has gone on with it.
   */
  async take(
    tx: Transaction,
    context: RequestContext,
    operation: Operation,
    { content, plannerId }: LoadedActivity,
  ): Promise<boolean> {
    // What a completion makes comes right after it in the planner; both are under its lock.
    const following = await this.log.following(tx, operation);
    const id = nextIn(operation);
    if (following?.name !== 'activity.created') return false;
    if (id === undefined || following.resourceId !== id) {
      refuseSplit(operation, following);
      return false;
    }
    const touch = await this.log.following(tx, following);
    const version = touch && isPartOf(touch, following) ? 2 : 1;
    const same = content.series?.nextActivityId === id;
    const gone = same && (await this.store.takeBack(tx, { id, plannerId, version }));
    if (!gone) {
      const by = (await this.log.later(tx, following)) ?? null;
      throw conflict('Somebody has gone on with the occurrence that it made', {
        reason: 'changed-since',
        changed: [{ field: 'series.nextActivityId', operationId: by }],
      });
    }
    const mark = await this.ledger.advance(tx, plannerId, { activities: -1 });
    await this.announcer.announce(tx, context, mark, {
      name: 'activity.deleted',
      payload: { activity: { id, plannerId } },
      of: { type: 'activity', id, version: version + 1 },
      changes: [{ field: 'deleted', before: false, after: true }],
    });
    return true;
  }
}

function nextIn({ payload }: Operation): Id | undefined {
  const { activity } = payload;
  const series = isObject(activity) ? activity['series'] : undefined;
  const next = isObject(series) ? series['nextActivityId'] : undefined;
  return typeof next === 'string' ? next : undefined;
}

/** The reminders that came along, told of in the same transaction. */
function isPartOf({ name, resourceId, changes, occurredAt }: Operation, made: Operation): boolean {
  const [change] = changes;
  return (
    name === 'activity.updated' &&
    resourceId === made.resourceId &&
    change?.field === 'reminders' &&
    occurredAt.getTime() === made.occurredAt.getTime()
  );
}

/** A series that was ended, so that another goes on from there, does not grow together again. */
function refuseSplit({ changes, occurredAt }: Operation, made: Operation): void {
  const split =
    changes.some(
      ({ field, before }) => field.startsWith('recurrence.') || (field === 'recurrence' && before !== null),
    ) &&
    isObject(made.payload['activity']) &&
    isObject(made.payload['activity']['series']) &&
    occurredAt.getTime() === made.occurredAt.getTime();
  if (!split) return;
  const message = 'The series was split, and goes on as another: change or end that one instead';
  throw conflict(message, { reason: 'not-undoable' });
}
