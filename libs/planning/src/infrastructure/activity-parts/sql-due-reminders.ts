import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import {
  DueReminders,
  type Among,
  type ComingReminder,
  type DueReminder,
  type WaitingReminder,
} from '../../application/ports/due-reminders';
import type { Resource } from '../../application/ports/resource';
import { activityColumns } from '../sql/columns.sql';
import { oneResource, selectJson, type JsonRow } from '../sql/resource-row';

const IN_MS = `(extract(epoch FROM r.fires_at - clock_timestamp()) * 1000)::float8 AS "inMs"`;
/** `now()`, as no index can be asked for what `clock_timestamp()` says: it may be another for each row. */
const SOON = `r.sent_at IS NULL AND r.fires_at < now() + make_interval(secs => $1::float8 / 1000)`;
/** Before every id. */
const NO_ID = '00000000-0000-0000-0000-000000000000';
const COLUMNS = `r.id, r.fires_at AS "firesAt", ${IN_MS}`;

const coming = statement<ComingReminder & Record<string, unknown>>(
  'planning.due.coming',
  `SELECT ${COLUMNS} FROM activity_reminders r
    WHERE ${SOON}
      AND (r.fires_at, r.id) > (coalesce($3::timestamptz, '-infinity'), coalesce($4::uuid, '${NO_ID}'))
    ORDER BY r.fires_at, r.id LIMIT $2`,
);
const ofActivity = statement<ComingReminder & Record<string, unknown>>(
  'planning.due.of-activity',
  `SELECT ${COLUMNS} FROM activity_reminders r WHERE ${SOON} AND r.activity_id = $2`,
);
const ofPlanner = statement<ComingReminder & Record<string, unknown>>(
  'planning.due.of-planner',
  `SELECT ${COLUMNS} FROM activity_reminders r JOIN activities a ON a.id = r.activity_id
    WHERE ${SOON} AND a.planner_id = $2`,
);
const plannerOf = statement<{ planner_id: Id }>(
  'planning.due.planner-of',
  'SELECT a.planner_id FROM activity_reminders r JOIN activities a ON a.id = r.activity_id WHERE r.id = $1',
);
/** `reminderEnabled` of a planner takes its default where nothing was said. */
const due = statement<DueReminder & Record<string, unknown>>(
  'planning.due.due',
  `SELECT a.id AS "activityId", a.planner_id AS "plannerId", r.user_id AS "userId", r.type, a.title,
          a.due_date AS "dueDate", ${IN_MS},
          (a.status IN ('pending', 'in-progress') AND a.deleted_at IS NULL AND s.deleted_at IS NULL
           AND p.deleted_at IS NULL AND p.archived_at IS NULL
           AND NOT p.settings @> '{"reminderEnabled": false}'::jsonb
           AND (p.owner_id IS NOT DISTINCT FROM r.user_id OR EXISTS (
                 SELECT FROM planner_members m WHERE m.planner_id = p.id AND m.user_id = r.user_id))) AS wanted
     FROM activity_reminders r
     JOIN activities a ON a.id = r.activity_id
     JOIN sections s ON s.id = a.section_id
     JOIN planners p ON p.id = a.planner_id
    WHERE r.id = $1 AND r.fires_at = $2 AND r.sent_at IS NULL`,
);
const markSent = statement(
  'planning.due.mark-sent',
  'UPDATE activity_reminders SET sent_at = clock_timestamp() WHERE id = $1',
);
const shown = statement<JsonRow>(
  'planning.due.shown',
  `WITH written AS (
     UPDATE activities SET version = version + 1, updated_at = clock_timestamp() WHERE id = $1 RETURNING *)
   ${selectJson(activityColumns('w'), 'written w')}`,
);
const passOver = statement(
  'planning.due.pass-over',
  'UPDATE activity_reminders SET fires_at = NULL WHERE id = $1',
);

/** Reminders by their time, in PostgreSQL. */
@Injectable()
export class SqlDueReminders extends DueReminders {
  coming(
    queryable: Queryable,
    withinMs: number,
    { limit, after }: { limit: number; after?: WaitingReminder | undefined },
  ): Promise<ComingReminder[]> {
    return queryable.query(coming, [withinMs, limit, after?.firesAt ?? null, after?.id ?? null]);
  }

  comingAmong(queryable: Queryable, withinMs: number, among: Among): Promise<ComingReminder[]> {
    return 'activityId' in among
      ? queryable.query(ofActivity, [withinMs, among.activityId])
      : queryable.query(ofPlanner, [withinMs, among.plannerId]);
  }

  async plannerOf(queryable: Queryable, id: Id): Promise<Id | undefined> {
    return (await queryable.query(plannerOf, [id]))[0]?.planner_id;
  }

  async due(tx: Transaction, { id, firesAt }: WaitingReminder): Promise<DueReminder | undefined> {
    return (await tx.query(due, [id, firesAt]))[0];
  }

  async sent(tx: Transaction, id: Id, activityId: Id): Promise<Resource> {
    await tx.query(markSent, [id]);
    return oneResource(tx, shown, [activityId]);
  }

  async passOver(tx: Transaction, id: Id): Promise<void> {
    await tx.query(passOver, [id]);
  }
}
