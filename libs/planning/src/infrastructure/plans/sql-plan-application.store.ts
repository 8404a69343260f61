import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { statement, type RequestContext, type Transaction } from '@almanac/platform';
import {
  PlanApplicationStore,
  type Application,
  type AppliedRows,
} from '../../application/plans/ports/plan-application-store';
import { announceActivities, nestedLoops, writeActivities } from './apply.sql';

const section = statement<{ id: Id }>(
  'planning.plan.application-section',
  `SELECT s.id FROM plan_applications p JOIN sections s ON s.id = p.section_id AND s.planner_id = p.planner_id
    WHERE p.plan_id = $1 AND p.planner_id = $2 AND s.deleted_at IS NULL`,
);

/** Applications in PostgreSQL: two statements, whatever the number of steps. */
@Injectable()
export class SqlPlanApplicationStore extends PlanApplicationStore {
  async section(tx: Transaction, planId: Id, plannerId: Id): Promise<Id | undefined> {
    const [row] = await tx.query(section, [planId, plannerId]);
    return row?.id;
  }

  async write(tx: Transaction, context: RequestContext, application: Application): Promise<AppliedRows> {
    const { planId, plannerId, sectionId, userId, rows, count } = application;
    await tx.query(nestedLoops, ['off']);
    const [done] = await tx.query(writeActivities, [
      ...[planId, plannerId, sectionId, userId],
      ...[rows, ids(count), ids(count)],
    ]);
    await tx.query(nestedLoops, ['on']);
    if (!done) throw new Error(`plan ${planId} was not applied`);
    const { events, created, updated, cancelled, unchanged, came, completed, assigned } = done;
    await tx.query(announceActivities, [
      ...[plannerId, events, ids(created + updated + cancelled)],
      ...[userId, context.origin, created + came, completed],
    ]);
    const people = assigned === null ? [] : (JSON.parse(assigned) as AppliedRows['assigned']);
    return { created, updated, cancelled, unchanged, assigned: people };
  }
}

function ids(count: number): Id[] {
  return Array.from({ length: count }, () => newId());
}
