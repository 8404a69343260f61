import { Injectable } from '@nestjs/common';
import type { FieldChange, Id } from '@almanac/kernel';
import { callerOf, KeptFiles, type RequestContext, type Transaction } from '@almanac/platform';
import {
  patchActivity,
  replaceActivity,
  revertActivity,
  type Activity,
  type ActivityContent,
  type ActivityInput,
  type Moment,
} from '../domain/activity';
import type { Attachment } from '../domain/activity-parts/attachments';
import { changesBetween } from '../domain/changes';
import type { JsonObject } from '../domain/merge-patch';
import { positionAfter, positionAtEnd, positionBetween, type Position } from '../domain/position';
import { notFound, refused, requireVersion } from '../domain/refusals';
import type { Operation } from '../domain/undo/operation';
import { ActivityLinks } from './activity-parts/activity-links';
import { AssignmentAnnouncements } from './activity-parts/assignment-announcements';
import { Announcer, type Written } from './announcer';
import { momentOf } from './moment';
import { ActivityStore } from './ports/activity-store';
import { PlannerLedger, type Mark } from './ports/planner-ledger';
import { NextOccurrence, type Follower } from './recurrence/next-occurrence';

/** Where to put an activity: before or after another of the section, else at its end. */
export interface Target {
  sectionId: Id;
  plannerId: Id;
  before?: Id | undefined;
  after?: Id | undefined;
  /** A place that it had before in the section; just behind it where another has it by now. */
  at?: Position | undefined;
}

/** What a write expects to find. */
export interface Expectation {
  versions?: readonly number[] | undefined;
  version?: number | undefined;
}

/**
 * Changes of single activities, inside a transaction that has passed the gate: whoever calls has asked
 * the policy and holds the planner's lock. One request and a batch of a hundred use the same.
 */
@Injectable()
export class ActivityWriter {
  constructor(
    private readonly store: ActivityStore,
    private readonly ledger: PlannerLedger,
    private readonly announcer: Announcer,
    private readonly links: ActivityLinks,
    private readonly occurrences: NextOccurrence,
    private readonly assignments: AssignmentAnnouncements,
    private readonly files: KeptFiles,
  ) {}

  async update(
    tx: Transaction,
    context: RequestContext,
    id: Id,
    patch: ActivityInput,
    expected: Expectation,
  ): Promise<Written> {
    const moment = await this.momentFor(tx, context, id, patch.recurrence);
    return this.change(tx, context, id, expected, (before) => patchActivity(before, patch, moment));
  }

  async replace(
    tx: Transaction,
    context: RequestContext,
    id: Id,
    input: ActivityInput & { title: string },
    expected: Expectation,
  ): Promise<Written> {
    const moment = await this.momentFor(tx, context, id, input.recurrence);
    return this.change(tx, context, id, expected, (before) => replaceActivity(before, input, moment));
  }

  /** Only a rule needs the planner's time zone. */
  private async momentFor(
    tx: Transaction,
    context: RequestContext,
    activityId: Id,
    recurrence: unknown,
  ): Promise<Moment> {
    const seriesZone = recurrence ? await this.occurrences.zoneOf(tx, { activityId }) : undefined;
    return { ...momentOf(context), seriesZone };
  }

  /**
   * Gives fields back what they held before the operation: no rule of what goes with what applies, as it was so. With
   * `alone` the next occurrence has been taken away.
   */
  async revert(
    tx: Transaction,
    context: RequestContext,
    { resourceId: id, id: operationId }: Pick<Operation, 'resourceId' | 'id'>,
    patch: JsonObject,
    { alone = false } = {},
  ): Promise<Written> {
    const moment = await this.momentFor(tx, context, id, patch['recurrence']);
    const fitting = await this.withoutGoneFiles(tx, patch);
    const former = await this.occurrences.former(tx, operationId);
    const write = (content: ActivityContent) => {
      const now = alone ? notFollowed(content) : content;
      return revertActivity(now, fitting, moment, former.place(now.series));
    };
    return this.change(tx, context, id, {}, write, { reverts: { alone, followed: former.followed } });
  }

  /** A file that was deleted meanwhile comes back to no activity. */
  private async withoutGoneFiles(tx: Transaction, patch: JsonObject): Promise<JsonObject> {
    const { attachments } = patch as { attachments?: readonly Attachment[] | null };
    if (!attachments) return patch;
    const ids = attachments.map(({ id }) => id);
    const present = new Set(await this.files.present(tx, ids));
    return { ...patch, attachments: attachments.filter(({ id }) => present.has(id)) };
  }

  async move(
    tx: Transaction,
    context: RequestContext,
    id: Id,
    target: Target,
    expected: Expectation,
  ): Promise<Written> {
    const activity = await this.live(tx, id, expected);
    const sameSection = activity.sectionId === target.sectionId;
    const here = activity.plannerId === target.plannerId;
    const counts = { activities: 1, completed: activity.content.completedAt === null ? 0 : 1 };
    if (!here) await this.leave(tx, context, activity, counts);
    if (!here) await this.occurrences.moved(tx, activity, target.plannerId);
    const mark = await this.ledger.advance(tx, target.plannerId, here ? {} : counts);
    const position = await this.place(tx, id, target, mark);
    const { assignees: before, blockedBy } = activity.content;
    const assignees = here ? before : await this.links.arriving(tx, target.plannerId, id, before);
    const to = { sectionId: target.sectionId, plannerId: target.plannerId, position, assignees };
    const resource = await this.store.move(tx, id, { ...to, by: callerOf(context).userId });
    const changes: FieldChange[] = [
      { field: 'position', before: activity.position, after: position },
      ...changesBetween({ assignees: before }, { assignees }),
      ...(here ? [] : changesBetween({ blockedBy }, { blockedBy: [] })),
    ];
    if (!sameSection) {
      changes.unshift({ field: 'sectionId', before: activity.sectionId, after: target.sectionId });
    }
    const payload = { activity: resource };
    const of = { type: 'activity', id, version: resource.version } as const;
    const operationId = await this.announcer.announce(tx, context, mark, {
      name: 'activity.moved',
      payload,
      of,
      changes,
    });
    return { resource, operationId };
  }

  /** Puts the activity into the trash. Gives the operation's id. */
  async remove(tx: Transaction, context: RequestContext, id: Id, expected: Expectation): Promise<Id> {
    const { plannerId, content } = await this.live(tx, id, expected);
    const mark = await this.ledger.advance(tx, plannerId, {
      activities: -1,
      completed: content.completedAt === null ? 0 : -1,
    });
    const { version } = await this.store.remove(tx, id, callerOf(context).userId);
    return this.announcer.announce(tx, context, mark, {
      name: 'activity.deleted',
      payload: { activity: { id, plannerId } },
      of: { type: 'activity', id, version },
      changes: [{ field: 'deleted', before: false, after: true }],
    });
  }

  /** The activity as it is now. @throws DomainError NOT_FOUND where it is deleted, PRECONDITION_FAILED. */
  async live(tx: Transaction, id: Id, expected: Expectation = {}): Promise<Activity> {
    const activity = await this.store.load(tx, id);
    if (activity?.deletedAt !== null) throw notFound('activity');
    requireVersion(activity.version, { header: expected.versions, body: expected.version });
    return activity;
  }

  /**
   * One change of an activity that is there, by a rule of its own. `skips` makes the next occurrence as completing does;
   * with `reverts` it was so before, `followed` by the next occurrence, or not.
   */
  async change(
    tx: Transaction,
    context: RequestContext,
    id: Id,
    expected: Expectation,
    write: (before: ActivityContent) => ActivityContent,
    { skips = false, reverts }: { skips?: boolean; reverts?: { alone: boolean; followed: boolean } } = {},
  ): Promise<Written> {
    const activity = await this.live(tx, id, expected);
    const { plannerId, content: before } = activity;
    const written = write(before);
    await this.links.check(tx, plannerId, before, written, { id, reverts: reverts !== undefined });
    const mayFollow = reverts?.followed ?? true;
    const follower = mayFollow ? await this.occurrences.plan(tx, before, written, { skips }) : undefined;
    const next = follower ? followedBy(written, follower.id) : written;
    const changes = changesBetween(shownOf(before), shownOf(next));
    if (changes.length === 0) {
      return { resource: await this.store.resource(tx, id), operationId: undefined };
    }
    const completed = Number(next.completedAt !== null) - Number(before.completedAt !== null);
    const mark = await this.ledger.advance(tx, plannerId, { completed });
    const resource = await this.store.update(tx, id, next, callerOf(context).userId);
    const operationId = await this.announcer.announce(tx, context, mark, {
      name: 'activity.updated',
      payload: { activity: resource },
      of: { type: 'activity', id, version: resource.version },
      changes,
    });
    const told = { id, plannerId, title: next.title };
    this.assignments.announce(tx, context, told, before.assignees, next.assignees);
    const series = { before: before.series, next: next.series, alone: reverts?.alone ?? false };
    await this.occurrences.note(tx, operationId, id, series);
    if (follower) await this.follow(tx, context, activity, follower);
    return { resource, operationId };
  }

  /** Tells of what was written into rows that are shown with the activity. It counts as a change of it. */
  async touch(
    tx: Transaction,
    context: RequestContext,
    { id, plannerId }: Activity,
    changes: FieldChange[],
  ): Promise<Written & { operationId: Id }> {
    const mark = await this.ledger.advance(tx, plannerId, {});
    const resource = await this.store.touch(tx, id, callerOf(context).userId);
    const operationId = await this.announcer.announce(tx, context, mark, {
      name: 'activity.updated',
      payload: { activity: resource },
      of: { type: 'activity', id, version: resource.version },
      changes,
    });
    return { resource, operationId };
  }

  /** Another occurrence, with an event of its own, and another one where reminders came along. */
  async follow(
    tx: Transaction,
    context: RequestContext,
    activity: Activity,
    follower: Follower,
  ): Promise<void> {
    const reminders = await this.occurrences.make(tx, context, activity, follower);
    if (reminders.length === 0) return;
    const next = await this.live(tx, follower.id);
    await this.touch(tx, context, next, [{ field: 'reminders', before: [], after: reminders }]);
  }

  /** For those who look at the planner that the activity leaves, it is deleted. */
  private async leave(
    tx: Transaction,
    context: RequestContext,
    activity: Activity,
    counts: { activities: number; completed: number },
  ): Promise<void> {
    const { id, plannerId, version } = activity;
    const mark = await this.ledger.advance(tx, plannerId, {
      activities: -counts.activities,
      completed: -counts.completed,
    });
    await this.announcer.announce(tx, context, mark, {
      name: 'activity.deleted',
      payload: { activity: { id, plannerId } },
      of: { type: 'activity', id, version: version + 1 },
      changes: [{ field: 'plannerId', before: plannerId, after: null }],
    });
    // What waited for it would wait for something of another planner.
    for (const waiting of await this.links.waitingFor(tx, plannerId, id)) {
      await this.change(tx, context, waiting, {}, (content) => ({
        ...content,
        blockedBy: content.blockedBy.filter((blocker) => blocker !== id),
      }));
    }
  }

  private async place(tx: Transaction, id: Id, target: Target, mark: Mark): Promise<Position> {
    const { before, after, sectionId } = target;
    if (target.at !== undefined) {
      const { taken, next } = await this.store.taken(tx, sectionId, target.at);
      return taken ? positionAfter(target.at, next) : target.at;
    }
    if (before !== undefined && after !== undefined) {
      throw refused({ field: 'after', message: 'after does not go together with before', rule: 'exclusive' });
    }
    const field = before === undefined ? 'after' : 'before';
    const neighbourId = before ?? after;
    if (neighbourId === undefined) return positionAtEnd(mark.tick);
    const at = before === undefined ? { after: neighbourId } : { before };
    const neighbours = neighbourId === id ? undefined : await this.store.neighbours(tx, sectionId, at, id);
    if (!neighbours) {
      const message = `${field} must be another activity of the target section`;
      throw refused({ field, message, rule: 'neighbour' });
    }
    if (neighbours.right === null) return positionAtEnd(mark.tick);
    return positionBetween(neighbours.left, neighbours.right);
  }
}

function followedBy(content: ActivityContent, nextActivityId: Id): ActivityContent {
  return { ...content, series: content.series && { ...content.series, nextActivityId } };
}

function notFollowed(content: ActivityContent): ActivityContent {
  return { ...content, series: content.series && { ...content.series, nextActivityId: null } };
}

/** What the history tells: places in a series follow from the rest. */
function shownOf({ series: _place, ...content }: ActivityContent): Omit<ActivityContent, 'series'> {
  return content;
}
