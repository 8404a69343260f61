import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { UnitOfWork, type RequestContext } from '@almanac/platform';
import {
  itemOf,
  withItem,
  withItemChanged,
  withoutItem,
  type ChecklistItem,
  type ChecklistPatch,
} from '../../domain/activity-parts/checklist';
import { ActivityWriter } from '../activity-writer';
import type { Written } from '../announcer';
import { PlannerGate } from '../planner-access/planner-gate';

/** An item as it is now, and the activity that it belongs to. */
export interface ItemWritten extends Written {
  item: ChecklistItem;
}

/** The checklist of an activity, item by item. Each write is a change of the activity, and is told as one. */
@Injectable()
export class ChecklistService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly gate: PlannerGate,
    private readonly writer: ActivityWriter,
  ) {}

  /** @throws DomainError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR where the list is full */
  async add(
    context: RequestContext,
    activityId: Id,
    { text, completed = false, order }: ChecklistPatch & { text: string },
  ): Promise<ItemWritten> {
    const id = newId();
    const item = { id, text: text.trim(), completed };
    const { items, ...written } = await this.write(context, activityId, (all) => withItem(all, item, order));
    return { ...written, item: itemOf(items, id) };
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  async change(context: RequestContext, activityId: Id, id: Id, patch: ChecklistPatch): Promise<ItemWritten> {
    const { items, ...written } = await this.write(context, activityId, (all) =>
      withItemChanged(all, id, patch),
    );
    return { ...written, item: itemOf(items, id) };
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  remove(context: RequestContext, activityId: Id, id: Id): Promise<Written> {
    return this.write(context, activityId, (all) => withoutItem(all, id));
  }

  private write(
    context: RequestContext,
    activityId: Id,
    rule: (items: readonly ChecklistItem[]) => ChecklistItem[],
  ): Promise<Written & { items: ChecklistItem[] }> {
    return this.unitOfWork.run(context, async (tx) => {
      await this.gate.enter(context, tx, 'activity', activityId);
      let items: ChecklistItem[] = [];
      const expected = { versions: context.expectedVersions };
      const written = await this.writer.change(tx, context, activityId, expected, (content) => {
        items = rule(content.checklist);
        return { ...content, checklist: items };
      });
      return { ...written, items };
    });
  }
}
