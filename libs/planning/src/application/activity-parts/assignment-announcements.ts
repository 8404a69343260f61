import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { appendEvent, type RequestContext, type Transaction } from '@almanac/platform';

/** An activity, as those who are assigned to it are told of it. */
export interface AssignedActivity {
  id: Id;
  plannerId: Id;
  title: string;
}

/**
 * Says who is newly assigned, in the transaction that assigned them, for whoever tells them. It stands outside the
 * planner's stream: nothing of the planner changes by it, and clients would look for a message that never comes.
 */
@Injectable()
export class AssignmentAnnouncements {
  async announce(
    tx: Transaction,
    context: RequestContext,
    { id, plannerId, title }: AssignedActivity,
    before: readonly Id[],
    after: readonly Id[],
  ): Promise<void> {
    const self = context.principal?.userId;
    const userIds = after.filter((one) => one !== self && !before.includes(one));
    if (userIds.length === 0) return;
    await appendEvent(tx, context, {
      name: 'activity.assigned',
      payload: { activityId: id, plannerId, title, userIds },
      resource: { type: 'activity', id },
    });
  }

  /** The same for what one act assigned at once, whatever the number of activities: each person is told once. */
  async announceMany(
    tx: Transaction,
    context: RequestContext,
    plannerId: Id,
    assigned: readonly { userId: Id; count: number; activityId: Id; title: string }[],
  ): Promise<void> {
    if (assigned.length === 0) return;
    await appendEvent(tx, context, {
      name: 'activities.assigned',
      payload: { plannerId, assigned: [...assigned] },
      resource: { type: 'planner', id: plannerId },
    });
  }
}
