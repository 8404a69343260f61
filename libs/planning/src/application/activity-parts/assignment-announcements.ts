import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { appendEvent, type Collector, type RequestContext, type Transaction } from '@almanac/platform';

/** An activity, as those who are assigned to it are told of it. */
export interface AssignedActivity {
  id: Id;
  plannerId: Id;
  title: string;
}

/** To whom one act assigned how many activities, which, and one of them by its title. */
export interface AssignedPerson {
  userId: Id;
  count: number;
  activityId: Id;
  title: string;
  activityIds: Id[];
}

/** A write that may have assigned somebody. */
interface Assignment {
  context: RequestContext;
  activity: AssignedActivity;
  before: readonly Id[];
  after: readonly Id[];
}

/**
 * Says who is newly assigned, in the transaction that assigned them, for whoever tells them. It stands outside the
 * planner's stream: nothing of the planner changes by it, and clients would look for a message that never comes.
 *
 * It is said at the end of the transaction, of everything in it: a batch that assigns a hundred activities to somebody
 * is one fact for them, and whoever is taken off again by the same batch is told nothing.
 */
@Injectable()
export class AssignmentAnnouncements implements Collector<Assignment> {
  announce(
    tx: Transaction,
    context: RequestContext,
    activity: AssignedActivity,
    before: readonly Id[],
    after: readonly Id[],
  ): void {
    if (before.length === 0 && after.length === 0) return;
    tx.beforeCommit<Assignment>(this, { context, activity, before, after });
  }

  /** The same for what one act assigned at once, whatever the number of activities: each person is told once. */
  async announceMany(
    tx: Transaction,
    context: RequestContext,
    plannerId: Id,
    assigned: readonly AssignedPerson[],
  ): Promise<void> {
    if (assigned.length === 0) return;
    await appendEvent(tx, context, {
      name: 'activities.assigned',
      payload: { plannerId, assigned: [...assigned] },
      resource: { type: 'planner', id: plannerId },
    });
  }

  async write(tx: Transaction, assignments: readonly Assignment[]): Promise<void> {
    const [first] = assignments;
    if (!first) return;
    // One transaction is one act, of one person.
    const { context } = first;
    for (const [plannerId, assigned] of byPlanner(assignments, context.principal?.userId)) {
      const [only, ...others] = assigned;
      if (only && others.length === 0) await this.announceOne(tx, context, only);
      else await this.announceMany(tx, context, plannerId, byPerson(assigned));
    }
  }

  private async announceOne(
    tx: Transaction,
    context: RequestContext,
    { activity: { id, plannerId, title }, userIds }: NewlyAssigned,
  ): Promise<void> {
    await appendEvent(tx, context, {
      name: 'activity.assigned',
      payload: { activityId: id, plannerId, title, userIds },
      resource: { type: 'activity', id },
    });
  }
}

interface NewlyAssigned {
  activity: AssignedActivity;
  /** At least one. */
  userIds: Id[];
}

/** Who is assigned at the end and was not at the beginning, whatever came in between. @param self knows it already */
function byPlanner(
  assignments: readonly Assignment[],
  self: Id | undefined,
): ReadonlyMap<Id, NewlyAssigned[]> {
  const ofActivity = new Map<Id, Omit<Assignment, 'context'>>();
  for (const { activity, before, after } of assignments) {
    const known = ofActivity.get(activity.id);
    ofActivity.set(activity.id, { activity, before: known?.before ?? before, after });
  }
  const planners = new Map<Id, NewlyAssigned[]>();
  for (const { activity, before, after } of ofActivity.values()) {
    const userIds = after.filter((one) => one !== self && !before.includes(one));
    if (userIds.length === 0) continue;
    planners.set(activity.plannerId, [...(planners.get(activity.plannerId) ?? []), { activity, userIds }]);
  }
  return planners;
}

function byPerson(assigned: readonly NewlyAssigned[]): AssignedPerson[] {
  const people = new Map<Id, AssignedPerson>();
  for (const { activity, userIds } of assigned) {
    for (const userId of userIds) {
      const { id: activityId, title } = activity;
      const activityIds = people.get(userId)?.activityIds ?? [];
      activityIds.push(activityId);
      people.set(userId, { userId, count: activityIds.length, activityId, title, activityIds });
    }
  }
  return [...people.values()];
}
