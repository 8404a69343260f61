import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { statement, type Transaction } from '@almanac/platform';
import { PlannerCopier, type CopiedCounts, type CopyPlan } from '../application/ports/planner-copier';

// Positions are taken over, so the copy's ticks go on where the original's are.
const continueTick = statement(
  'planning.copy.tick',
  `UPDATE planner_stats SET tick = (SELECT tick FROM planner_stats WHERE planner_id = $1) WHERE planner_id = $2`,
);
const sectionIds = statement<{ id: Id }>(
  'planning.copy.section-ids',
  'SELECT id FROM sections WHERE planner_id = $1 AND deleted_at IS NULL ORDER BY position',
);
const activityIds = statement<{ id: Id }>(
  'planning.copy.activity-ids',
  'SELECT id FROM activities WHERE planner_id = $1 AND deleted_at IS NULL ORDER BY created_at, id',
);
const copySections = statement(
  'planning.copy.sections',
  `INSERT INTO sections (id, planner_id, title, description, type, position, settings)
   SELECT twin.new_id, $1, s.title, s.description, s.type, s.position, s.settings
     FROM unnest($2::uuid[], $3::uuid[]) AS twin (old_id, new_id) JOIN sections s ON s.id = twin.old_id`,
);

/** A moved date, kept within the years that can be written. */
const shifted = (column: string) =>
  `least(greatest(${column} + make_interval(days => $7), '0001-01-01Z'::timestamptz), '9999-12-31Z'::timestamptz)`;
const shiftedOrNull = (column: string) => `CASE WHEN ${column} IS NOT NULL THEN ${shifted(column)} END`;

const copyActivities = statement<{ completed: number }>(
  'planning.copy.activities',
  `WITH made AS (
     INSERT INTO activities (id, section_id, planner_id, user_id, updated_by, title, description, type, status,
                             priority, due_date, start_date, end_date, completed_at, tags, checklist, metadata,
                             location, position)
     SELECT twin.new_id, place.new_id, $1, $6, $6, a.title, a.description, a.type, a.status, a.priority,
            ${shiftedOrNull('a.due_date')}, ${shiftedOrNull('a.start_date')}, ${shiftedOrNull('a.end_date')},
            a.completed_at, a.tags, a.checklist, a.metadata, a.location, a.position
       FROM unnest($4::uuid[], $5::uuid[]) AS twin (old_id, new_id)
       JOIN activities a ON a.id = twin.old_id
       JOIN unnest($2::uuid[], $3::uuid[]) AS place (old_id, new_id) ON place.old_id = a.section_id
     RETURNING status)
   SELECT count(*) FILTER (WHERE status = 'completed')::int AS completed FROM made`,
);

/** Copies inside PostgreSQL; only ids pass through here, as they are made by the kernel. */
@Injectable()
export class SqlPlannerCopier extends PlannerCopier {
  async copy(transaction: Transaction, plan: CopyPlan): Promise<CopiedCounts> {
    const { fromId, toId, userId, shiftDays } = plan;
    await transaction.query(continueTick, [fromId, toId]);
    const sections = twins(await transaction.query(sectionIds, [fromId]));
    await transaction.query(copySections, [toId, ...sections]);
    const counts = { sections: sections[0].length, activities: 0, completed: 0 };
    if (!plan.withActivities) return counts;
    const activities = twins(await transaction.query(activityIds, [fromId]));
    const values = [toId, ...sections, ...activities, userId, shiftDays];
    const [copied] = await transaction.query(copyActivities, values);
    return { ...counts, activities: activities[0].length, completed: copied?.completed ?? 0 };
  }
}

function twins(rows: readonly { id: Id }[]): [Id[], Id[]] {
  return [rows.map(({ id }) => id), rows.map(() => newId())];
}
