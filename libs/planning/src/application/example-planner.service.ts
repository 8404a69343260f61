import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { holdPlaces, UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import { activityContent, type ActivityInput } from '../domain/activity';
import {
  ACTIVITY_ID,
  CHECKLIST_ITEM_ID,
  OPERATION_ID,
  OTHER_ACTIVITY_ID,
  OCCURRENCE,
  PLANNER_ID,
  RECURRING_ACTIVITY_ID,
  SECTION_ID,
  TRASHED_ACTIVITY_ID,
  USER_ID,
  UNDONE_ACTIVITY_ID,
} from '../domain/example-ids';
import { plannerContent } from '../domain/planner';
import { positionAtEnd } from '../domain/position';
import { sectionContent } from '../domain/section';
import { Announcer } from './announcer';
import { ExampleSurroundings } from './example-surroundings';
import { PlannerLedger } from './ports/planner-ledger';
import { ActivityStore } from './ports/activity-store';
import { PlannerStore } from './ports/planner-store';
import { SectionStore } from './ports/section-store';

const ACTIVITIES: readonly [Id, ActivityInput & { title: string }][] = [
  [
    ACTIVITY_ID,
    {
      title: 'Book the flights',
      priority: 'high',
      tags: ['travel'],
      assignees: [USER_ID],
      checklist: [{ id: CHECKLIST_ITEM_ID, text: 'Compare prices' }],
    },
  ],
  [OTHER_ACTIVITY_ID, { title: 'Renew the passport', priority: 'urgent' }],
  [TRASHED_ACTIVITY_ID, { title: 'Buy a phrase book' }],
  [
    RECURRING_ACTIVITY_ID,
    { title: 'Learn ten words', dueDate: OCCURRENCE, recurrence: { pattern: 'weekly' } },
  ],
  [UNDONE_ACTIVITY_ID, { title: 'Pack the umbrella' }],
];

/** Makes the planner that the examples of the API document are about, for whoever tries the API out. */
@Injectable()
export class ExamplePlannerService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly planners: PlannerStore,
    private readonly sections: SectionStore,
    private readonly activities: ActivityStore,
    private readonly ledger: PlannerLedger,
    private readonly announcer: Announcer,
    private readonly surroundings: ExampleSurroundings,
  ) {}

  /** Whether it was made: there is one at most, as its ids are fixed. */
  make(context: RequestContext, ownerId: Id): Promise<boolean> {
    return this.unitOfWork.run(context, async (transaction) => {
      await holdPlaces(transaction, ownerId, 'planners');
      if (await this.planners.load(transaction, PLANNER_ID)) return false;
      await this.makePlanner(transaction, context, ownerId);
      await this.makeSection(transaction, context);
      for (const [id, input] of ACTIVITIES) await this.makeActivity(transaction, context, ownerId, id, input);
      await this.surroundings.make(transaction, context, ownerId);
      await this.discard(transaction, context, ownerId);
      return true;
    });
  }

  private async makePlanner(transaction: Transaction, context: RequestContext, ownerId: Id): Promise<void> {
    const content = plannerContent({
      title: 'Trip to Kyoto',
      description: 'Two weeks in April.',
      tags: ['travel'],
    });
    await this.planners.insert(transaction, PLANNER_ID, { userId: ownerId }, content);
    const mark = await this.ledger.advance(transaction, PLANNER_ID, {});
    const planner = await this.planners.resource(transaction, PLANNER_ID);
    await this.announcer.announce(transaction, context, mark, {
      name: 'planner.created',
      payload: { planner },
      of: { type: 'planner', id: PLANNER_ID, version: 1 },
    });
  }

  private async makeSection(transaction: Transaction, context: RequestContext): Promise<void> {
    const content = sectionContent({ title: 'Before we go', type: 'tasks' });
    const mark = await this.ledger.advance(transaction, PLANNER_ID, { sections: 1 });
    const position = positionAtEnd(mark.tick);
    await this.sections.insert(transaction, { id: SECTION_ID, plannerId: PLANNER_ID, position, content });
    const section = await this.sections.resource(transaction, SECTION_ID);
    await this.announcer.announce(transaction, context, mark, {
      name: 'section.created',
      payload: { section },
      of: { type: 'section', id: SECTION_ID, version: 1 },
    });
  }

  private async makeActivity(
    transaction: Transaction,
    context: RequestContext,
    userId: Id,
    id: Id,
    input: ActivityInput & { title: string },
  ): Promise<void> {
    const content = activityContent(input, { now: new Date(), timeZone: 'UTC' });
    await this.activities.create(transaction, {
      id,
      sectionId: SECTION_ID,
      userId,
      writesAll: false,
      open: 'none',
      content,
      eventId: id === UNDONE_ACTIVITY_ID ? OPERATION_ID : newId(),
      origin: context.origin,
      kept: undefined,
    });
  }

  private async discard(transaction: Transaction, context: RequestContext, userId: Id): Promise<void> {
    await this.activities.remove(transaction, TRASHED_ACTIVITY_ID, userId);
    const mark = await this.ledger.advance(transaction, PLANNER_ID, { activities: -1 });
    await this.announcer.announce(transaction, context, mark, {
      name: 'activity.deleted',
      payload: { activity: { id: TRASHED_ACTIVITY_ID, plannerId: PLANNER_ID } },
      of: { type: 'activity', id: TRASHED_ACTIVITY_ID, version: 2 },
      changes: [{ field: 'deleted', before: false, after: true }],
    });
  }
}
