import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { statement, type Transaction } from '@almanac/platform';
import { DayShift, type ShiftStep } from '../domain/day-shift';
import { shiftedEnd, type Recurrence } from '../domain/recurrence/recurrence';
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
const reminderIds = statement<{ id: Id }>(
  'planning.copy.reminder-ids',
  'SELECT id FROM activity_reminders WHERE activity_id = ANY($1::uuid[]) ORDER BY created_at, id',
);
const copySections = statement(
  'planning.copy.sections',
  `INSERT INTO sections (id, planner_id, title, description, type, position, settings)
   SELECT twin.new_id, $1, s.title, s.description, s.type, s.position, s.settings
     FROM unnest($2::uuid[], $3::uuid[]) AS twin (old_id, new_id) JOIN sections s ON s.id = twin.old_id`,
);

/** Once each, and in order of time. */
const instants = statement<{ ms: number }>(
  'planning.copy.instants',
  `SELECT DISTINCT (extract(epoch FROM date_trunc('milliseconds', dated.at)) * 1000)::float8 AS ms
     FROM (SELECT unnest(ARRAY[due_date, start_date, end_date, original_start, series_start]) AS at
             FROM activities WHERE id = ANY($1::uuid[])
            UNION ALL
           SELECT remind_at FROM activity_reminders WHERE id = ANY($2::uuid[])) dated
    WHERE dated.at IS NOT NULL ORDER BY ms`,
);

/**
 * A date moved by what is right from such a time on, kept within the years that can be written. PostgreSQL is not asked by
 * the name of a time zone: its list is another than that of the runtime, which has checked the name.
 */
const shifted = (column: string) =>
  `CASE WHEN ${column} IS NOT NULL
        THEN least(greatest(${column} + make_interval(
                              secs => ($10::float8[])[width_bucket(${column}, $7::timestamptz[])]),
                            '0001-01-01Z'::timestamptz), '9999-12-31Z'::timestamptz) END`;

/** A copy goes on with a series of its own from where the original is; what was completed before recurs no more. */
const ofHead = (value: string) =>
  `CASE WHEN a.recurrence IS NOT NULL AND a.next_activity_id IS NULL THEN ${value} END`;
/** Occurrences move in steps of the rule, not by days: where dates are shifted, exceptions have no counterpart. */
const copyExceptions = statement(
  'planning.copy.exceptions',
  `INSERT INTO activity_exceptions (series_id, original_start, planner_id, skipped, content, base)
   SELECT twin.new_id, e.original_start, $1, e.skipped, e.content, e.base
     FROM unnest($2::uuid[], $3::uuid[]) AS twin (old_id, new_id)
     JOIN activities a ON a.id = twin.old_id AND a.next_activity_id IS NULL
     JOIN activity_exceptions e ON e.series_id = a.series_id AND e.original_start >= a.original_start`,
);
const ending = statement<{ id: Id; recurrence: Recurrence }>(
  'planning.copy.ending',
  `SELECT id, recurrence FROM activities WHERE planner_id = $1 AND recurrence ->> 'endDate' IS NOT NULL`,
);
const shiftEnds = statement(
  'planning.copy.shift-ends',
  `UPDATE activities a SET recurrence = moved.recurrence
     FROM unnest($1::uuid[], $2::jsonb[]) AS moved (id, recurrence) WHERE a.id = moved.id`,
);

/** Reminders are in the order in which they were made: each a millisecond before the one that follows it. */
const copyActivities = statement<{ completed: number }>(
  'planning.copy.activities',
  `WITH twins AS MATERIALIZED (SELECT * FROM unnest($4::uuid[], $5::uuid[]) AS twin (old_id, new_id)
   ), waiting AS (
     SELECT a.id, array_agg(blocker.new_id ORDER BY named.place) AS blocked_by
       FROM twins JOIN activities a ON a.id = twins.old_id AND a.blocked_by <> '{}',
            unnest(a.blocked_by) WITH ORDINALITY AS named (id, place)
       JOIN twins blocker ON blocker.old_id = named.id
      GROUP BY a.id
   ), made AS (
     INSERT INTO activities (id, section_id, planner_id, user_id, updated_by, title, description, type, status,
                             priority, due_date, start_date, end_date, completed_at, tags, assignees, checklist,
                             blocked_by, metadata, location, position, reminders_count, recurrence, series_id,
                             original_start, series_start, series_zone, series_number)
     SELECT twin.new_id, place.new_id, $1, $6, $6, a.title, a.description, a.type, a.status, a.priority,
            ${shifted('a.due_date')}, ${shifted('a.start_date')}, ${shifted('a.end_date')},
            a.completed_at, a.tags, CASE WHEN a.assignees @> ARRAY[$6::uuid] THEN ARRAY[$6::uuid] ELSE '{}' END,
            a.checklist, coalesce(waiting.blocked_by, '{}'), a.metadata, a.location, a.position, a.reminders_count,
            ${ofHead('a.recurrence')}, ${ofHead('twin.new_id')}, ${ofHead(shifted('a.original_start'))},
            ${ofHead(shifted('a.series_start'))}, ${ofHead('a.series_zone')}, ${ofHead('a.series_number')}
       FROM twins twin
       JOIN activities a ON a.id = twin.old_id
       LEFT JOIN waiting ON waiting.id = a.id
       JOIN unnest($2::uuid[], $3::uuid[]) AS place (old_id, new_id) ON place.old_id = a.section_id
     RETURNING id, status, due_date
   ), reminded AS (
     INSERT INTO activity_reminders (id, activity_id, user_id, type, remind_at, offset_minutes, fires_at, created_at)
     SELECT copy.new_id, made.id, $6, r.type, moved.remind_at, r.offset_minutes,
            CASE WHEN moved.fires_at > now() THEN moved.fires_at END,
            now() - make_interval(secs => row_number() OVER (PARTITION BY made.id ORDER BY copy.place DESC) / 1000.0)
       FROM unnest($8::uuid[], $9::uuid[]) WITH ORDINALITY AS copy (old_id, new_id, place)
       JOIN activity_reminders r ON r.id = copy.old_id
       JOIN twins ON twins.old_id = r.activity_id
       JOIN made ON made.id = twins.new_id,
            LATERAL (SELECT ${shifted('r.remind_at')} AS remind_at,
                            coalesce(${shifted('r.remind_at')},
                                     made.due_date - make_interval(mins => r.offset_minutes)) AS fires_at) moved)
   SELECT count(*) FILTER (WHERE status = 'completed')::int AS completed FROM made`,
);

/**
 * Copies inside PostgreSQL. The copy belongs to whoever makes it alone: others are not assigned to it, and what they
 * said stays with the original. What waits for something waits for its copy; reminders are shifted as dates are.
 * Only ids pass through here, as they are made by the kernel.
 */
@Injectable()
export class SqlPlannerCopier extends PlannerCopier {
  async copy(transaction: Transaction, plan: CopyPlan): Promise<CopiedCounts> {
    const { fromId, toId, userId, shiftDays, timeZone } = plan;
    await transaction.query(continueTick, [fromId, toId]);
    const sections = twins(await transaction.query(sectionIds, [fromId]));
    await transaction.query(copySections, [toId, ...sections]);
    const counts = { sections: sections[0].length, activities: 0, completed: 0 };
    if (!plan.withActivities) return counts;
    const activities = twins(await transaction.query(activityIds, [fromId]));
    const reminders = twins(await transaction.query(reminderIds, [activities[0]]));
    const shift = new DayShift(shiftDays, timeZone);
    const dates = shiftDays === 0 ? [] : await transaction.query(instants, [activities[0], reminders[0]]);
    const [since, by] = stepParameters(await stepsOf(shift, dates));
    const values = [toId, ...sections, ...activities, userId, since, ...reminders, by];
    const [copied] = await transaction.query(copyActivities, values);
    if (shiftDays === 0) await transaction.query(copyExceptions, [toId, ...activities]);
    else await this.shiftEnds(transaction, toId, shift);
    return { ...counts, activities: activities[0].length, completed: copied?.completed ?? 0 };
  }

  /** Series that end on a day end so many days later, too. */
  private async shiftEnds(transaction: Transaction, toId: Id, shift: DayShift): Promise<void> {
    const rows = await transaction.query(ending, [toId]);
    if (rows.length === 0) return;
    const moved = rows.map(({ recurrence }) => JSON.stringify(shiftedEnd(recurrence, shift)));
    await transaction.query(shiftEnds, [rows.map(({ id }) => id), moved]);
  }
}

function twins(rows: readonly { id: Id }[]): [Id[], Id[]] {
  return [rows.map(({ id }) => id), rows.map(() => newId())];
}

/** Dates that are looked at in one turn: some ten milliseconds, in which others wait for this thread. */
const TURN = 2000;

async function stepsOf(shift: DayShift, dates: readonly { ms: number }[]): Promise<ShiftStep[]> {
  const steps: ShiftStep[] = [];
  for (let from = 0; from < dates.length; from += TURN) {
    if (from > 0) await breathe();
    const turn = dates.slice(from, from + TURN).map(({ ms }) => ms);
    for (const step of shift.steps(turn)) if (steps.at(-1)?.by !== step.by) steps.push(step);
  }
  return steps;
}

/** Since when, and by how many seconds; there is one in any case. */
function stepParameters(steps: readonly ShiftStep[]): [since: string[], by: number[]] {
  if (steps.length === 0) return [['-infinity'], [0]];
  return [steps.map(({ from }) => new Date(from).toISOString()), steps.map(({ by }) => by / 1000)];
}
