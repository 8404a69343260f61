import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { callerOf, JSON_PLACE, type RequestContext, type Transaction } from '@almanac/platform';
import { activityContent, type ActivityContent, type ActivityInput } from '../domain/activity';
import { refused } from '../domain/refusals';
import { ActivityLinks } from './activity-parts/activity-links';
import { AssignmentAnnouncements } from './activity-parts/assignment-announcements';
import { momentOf } from './moment';
import { PlannerAccess } from './planner-access/planner-access';
import type { Standing } from './ports/access-reader';
import { ActivityStore } from './ports/activity-store';
import { NextOccurrence } from './recurrence/next-occurrence';

/** An activity that was just made: as JSON text, with the id of the operation. */
export interface MadeActivity {
  id: Id;
  json: string;
  operationId: Id;
}

/** Makes activities: one by one on the hot path, with a look at who is named, or many in one statement. */
@Injectable()
export class ActivityCreator {
  constructor(
    private readonly store: ActivityStore,
    private readonly access: PlannerAccess,
    private readonly links: ActivityLinks,
    private readonly occurrences: NextOccurrence,
    private readonly assignments: AssignmentAnnouncements,
  ) {}

  /**
   * Policy, lock, row and event in one statement; it needs no transaction and no lock before.
   * Gives nothing where the section is gone or not to be written by the caller. `show` makes the answer, where it is
   * kept in the same statement.
   */
  create(
    context: RequestContext,
    sectionId: Id,
    input: ActivityInput & { title: string },
    show?: (made: MadeActivity) => unknown,
  ): Promise<MadeActivity | undefined> {
    return this.insert(context, sectionId, activityContent(input, momentOf(context)), show);
  }

  /**
   * The same where others may be named in it, who have to be looked at: the caller holds the planner's lock.
   * @throws DomainError VALIDATION_ERROR
   */
  async createChecked(
    tx: Transaction,
    context: RequestContext,
    { id: sectionId, plannerId }: Standing,
    input: ActivityInput & { title: string },
    show?: (made: MadeActivity) => unknown,
  ): Promise<MadeActivity | undefined> {
    const content = await this.contentOf(tx, context, plannerId, input);
    const made = await this.insert(context, sectionId, content, show);
    if (made) this.assigned(tx, context, plannerId, made.id, content);
    return made;
  }

  /**
   * What a creation makes in a planner that the caller holds; whoever is named in it is looked at.
   * @throws DomainError VALIDATION_ERROR
   */
  async contentOf(
    tx: Transaction,
    context: RequestContext,
    plannerId: Id,
    input: ActivityInput & { title: string },
  ): Promise<ActivityContent> {
    const seriesZone = input.recurrence ? await this.occurrences.zoneOf(tx, { plannerId }) : undefined;
    const content = activityContent(input, { ...momentOf(context), seriesZone });
    if (content.recurrence !== null && content.status === 'completed') {
      const message = 'What recurs begins open: completing it makes the next';
      throw refused({ field: 'status', message, rule: 'open' });
    }
    await this.links.check(tx, plannerId, { assignees: [], blockedBy: [] }, content);
    return content;
  }

  /** Several of one section in one statement. The planner is held, and the policy was asked. */
  async createMany(
    tx: Transaction,
    context: RequestContext,
    { sectionId, plannerId }: { sectionId: Id; plannerId: Id },
    contents: readonly ActivityContent[],
  ): Promise<MadeActivity[]> {
    const { userId } = callerOf(context);
    const { origin } = context;
    const activities = contents.map((content) => ({
      ...{
        id: newId(),
        sectionId,
        userId,
        writesAll: false,
        open: 'all' as const,
        content,
        eventId: newId(),
        origin,
      },
      kept: undefined,
    }));
    const texts = await this.store.createMany(tx, plannerId, activities);
    for (const { id, content } of activities) this.assigned(tx, context, plannerId, id, content);
    return activities.map(({ id, eventId }, index) => ({
      id,
      json: texts[index] ?? '',
      operationId: eventId,
    }));
  }

  private assigned(
    tx: Transaction,
    context: RequestContext,
    plannerId: Id,
    id: Id,
    { title, assignees }: ActivityContent,
  ): void {
    this.assignments.announce(tx, context, { id, plannerId, title }, [], assignees);
  }

  private async insert(
    context: RequestContext,
    sectionId: Id,
    content: ActivityContent,
    show?: (made: MadeActivity) => unknown,
  ): Promise<MadeActivity | undefined> {
    const id = newId();
    const eventId = newId();
    const json = await this.store.create(context.transaction, {
      id,
      sectionId,
      userId: callerOf(context).userId,
      writesAll: this.access.everywhere(context, 'write', 'activity'),
      open: this.access.ownsWithoutLimit(context) ? 'own' : 'none',
      content,
      eventId,
      origin: context.origin,
      kept: context.keeper?.keep(show?.({ id, json: JSON_PLACE, operationId: eventId })),
    });
    return json === undefined ? undefined : { id, json, operationId: eventId };
  }
}
