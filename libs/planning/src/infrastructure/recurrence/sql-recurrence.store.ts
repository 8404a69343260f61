import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import {
  RecurrenceStore,
  type ActivityException,
  type MadeOccurrence,
  type SeriesIn,
} from '../../application/ports/recurrence-store';
import { ownPlanners } from '../sql-activity.views';
import { activityColumns, reminderJson } from '../sql/columns.sql';
import { resourceOf, type JsonRow } from '../sql/resource-row';
import type { OwnContent } from '../../domain/recurrence/occurrence-content';
import type { Recurrence } from '../../domain/recurrence/recurrence';
import type { SeriesPlace } from '../../domain/recurrence/series-place';

interface ExceptionRow {
  original_start: Date;
  skipped: boolean;
  content: OwnContent;
  base: OwnContent;
}
interface HeadRow extends JsonRow {
  start_date: Date | null;
  due_date: Date | null;
  end_date: Date | null;
  recurrence: Recurrence;
  series: SeriesPlace;
}
interface MadeRow {
  id: Id;
  original_start: Date;
  start: Date;
  end_date: Date | null;
  status: string;
  head: boolean;
}

const zoneOfPlanner = statement<{ zone: string | null }>(
  'planning.recurrence.zone-of-planner',
  `SELECT settings ->> 'timezone' AS zone FROM planners WHERE id = $1`,
);
const zoneOfActivity = statement<{ zone: string | null }>(
  'planning.recurrence.zone-of-activity',
  `SELECT p.settings ->> 'timezone' AS zone FROM activities a JOIN planners p ON p.id = a.planner_id WHERE a.id = $1`,
);
const exceptions = statement<ExceptionRow>(
  'planning.recurrence.exceptions',
  `SELECT original_start, skipped, content, base FROM activity_exceptions
    WHERE series_id = $1 ORDER BY original_start`,
);
const exceptionsOf = statement<ExceptionRow & { series_id: Id }>(
  'planning.recurrence.exceptions-of',
  `SELECT series_id, original_start, skipped, content, base FROM activity_exceptions
    WHERE series_id = ANY($1::uuid[]) ORDER BY series_id, original_start`,
);
/** More than anybody has; each costs some milliseconds. One more tells that there are more. */
const MAX_HEADS = 500;
const heads = statement<HeadRow>(
  'planning.recurrence.heads',
  `SELECT row_to_json(shown)::text AS json, a.start_date, a.due_date, a.end_date, a.recurrence, shown.series
     FROM (SELECT d.* FROM ${ownPlanners} mine
             JOIN activities d ON d.planner_id = mine.id
            WHERE d.recurrence IS NOT NULL AND d.next_activity_id IS NULL AND d.deleted_at IS NULL
              AND d.status IN ('pending', 'in-progress') AND d.original_start < $3
              AND coalesce(d.recurrence ->> 'endDate' >= $2, true)
            ORDER BY d.original_start, d.id LIMIT ${MAX_HEADS} + 1) a,
          LATERAL (SELECT ${activityColumns('a')}) shown`,
);
const save = statement(
  'planning.recurrence.save-exception',
  `INSERT INTO activity_exceptions (series_id, original_start, planner_id, skipped, content, base)
   VALUES ($1, $2, $3, $4, $5, $6)
   ON CONFLICT (series_id, original_start)
   DO UPDATE SET skipped = excluded.skipped, content = excluded.content, base = excluded.base`,
);
const forget = statement(
  'planning.recurrence.forget-exception',
  'DELETE FROM activity_exceptions WHERE series_id = $1 AND original_start = $2',
);
const drop = statement(
  'planning.recurrence.drop-exceptions',
  'DELETE FROM activity_exceptions WHERE series_id = $1 AND original_start >= $2',
);
const hand = statement(
  'planning.recurrence.hand-exceptions',
  'UPDATE activity_exceptions SET series_id = $3 WHERE series_id = $1 AND original_start >= $2',
);
const moved = statement(
  'planning.recurrence.moved',
  'UPDATE activity_exceptions SET planner_id = $2 WHERE series_id = $1',
);
const reminders = statement<{ id: Id }>(
  'planning.recurrence.reminders',
  `SELECT id FROM activity_reminders WHERE activity_id = $1 AND offset_minutes IS NOT NULL ORDER BY created_at, id`,
);
/** In their order: each is made a millisecond before the one that follows it. */
const copyReminders = statement<JsonRow>(
  'planning.recurrence.copy-reminders',
  `WITH copied AS (
     INSERT INTO activity_reminders (id, activity_id, user_id, type, offset_minutes, fires_at, created_at)
     SELECT twin.new_id, a.id, r.user_id, r.type, r.offset_minutes,
            CASE WHEN a.due_date - make_interval(mins => r.offset_minutes) > now()
                 THEN a.due_date - make_interval(mins => r.offset_minutes) END,
            now() - make_interval(secs => row_number() OVER (ORDER BY twin.place DESC) / 1000.0)
       FROM unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY AS twin (old_id, new_id, place)
       JOIN activity_reminders r ON r.id = twin.old_id
       JOIN activities a ON a.id = $1
     RETURNING *)
   SELECT ${reminderJson('copied')}::text AS json FROM copied ORDER BY created_at, id`,
);
const made = statement<MadeRow>(
  'planning.recurrence.made',
  `SELECT id, original_start, coalesce(start_date, due_date, original_start) AS start, end_date, status,
          next_activity_id IS NULL AS head
     FROM activities
    WHERE series_id = $1 AND planner_id = $2 AND deleted_at IS NULL
      AND coalesce(start_date, due_date, original_start) BETWEEN $3 AND $4
    ORDER BY coalesce(start_date, due_date, original_start), original_start LIMIT 1001`,
);
const head = statement<{ id: Id }>(
  'planning.recurrence.head',
  `SELECT id FROM activities
    WHERE series_id = $1 AND planner_id = $2 AND next_activity_id IS NULL AND deleted_at IS NULL
    ORDER BY original_start DESC LIMIT 1`,
);

const taken = statement<{ original_start: Date }>(
  'planning.recurrence.taken',
  'SELECT original_start FROM activities WHERE series_id = $1 AND original_start >= $2',
);
const takeBack = statement<{ id: Id }>(
  'planning.recurrence.take-back',
  `DELETE FROM activities a
    WHERE a.id = $1 AND a.planner_id = $2 AND a.version = $3 AND a.deleted_at IS NULL AND a.comments_count = 0
      AND NOT EXISTS (SELECT FROM activity_timers t WHERE t.activity_id = a.id)
      AND NOT EXISTS (SELECT FROM activities w
        WHERE w.planner_id = $2 AND w.blocked_by <> '{}' AND $1 = ANY (w.blocked_by) AND w.deleted_at IS NULL)
   RETURNING a.id`,
);
const madeAt = statement<{ id: Id }>(
  'planning.recurrence.made-at',
  'SELECT id FROM activities WHERE series_id = $1 AND planner_id = $2 AND original_start = $3 AND deleted_at IS NULL',
);

/** Exceptions and the rows of series in PostgreSQL. */
@Injectable()
export class SqlRecurrenceStore extends RecurrenceStore {
  async zoneOf(tx: Transaction, of: { plannerId: Id } | { activityId: Id }): Promise<string | undefined> {
    const [row] =
      'plannerId' in of
        ? await tx.query(zoneOfPlanner, [of.plannerId])
        : await tx.query(zoneOfActivity, [of.activityId]);
    return row?.zone ?? undefined;
  }

  async exceptions(queryable: Queryable, seriesId: Id): Promise<ActivityException[]> {
    const rows = await queryable.query(exceptions, [seriesId]);
    return rows.map(({ original_start, ...rest }) => ({
      originalStart: original_start.toISOString(),
      ...rest,
    }));
  }

  async save(tx: Transaction, plannerId: Id, seriesId: Id, exception: ActivityException): Promise<void> {
    const { originalStart, skipped, content, base } = exception;
    const values = [seriesId, originalStart, plannerId, skipped];
    await tx.query(save, [...values, JSON.stringify(content), JSON.stringify(base)]);
  }

  async forget(tx: Transaction, seriesId: Id, originalStart: string): Promise<void> {
    await tx.query(forget, [seriesId, originalStart]);
  }

  async taken(tx: Transaction, seriesId: Id, from: string): Promise<string[]> {
    const rows = await tx.query(taken, [seriesId, from]);
    return rows.map((row) => row.original_start.toISOString());
  }

  async cut(tx: Transaction, seriesId: Id, from: string, into: Id | undefined): Promise<void> {
    if (into === undefined) await tx.query(drop, [seriesId, from]);
    else await tx.query(hand, [seriesId, from, into]);
  }

  async exceptionsOf(queryable: Queryable, seriesIds: readonly Id[]): Promise<Map<Id, ActivityException[]>> {
    const found = new Map<Id, ActivityException[]>();
    if (seriesIds.length === 0) return found;
    for (const { series_id, original_start, ...rest } of await queryable.query(exceptionsOf, [
      [...seriesIds],
    ])) {
      const exception = { originalStart: original_start.toISOString(), ...rest };
      found.set(series_id, [...(found.get(series_id) ?? []), exception]);
    }
    return found;
  }

  async heads(queryable: Queryable, userId: Id, from: Date, until: Date) {
    const rows = await queryable.query(heads, [userId, from.toISOString(), until]);
    const found = rows.slice(0, MAX_HEADS).map((row) => ({
      resource: resourceOf(row),
      dates: {
        startDate: row.start_date?.toISOString() ?? null,
        dueDate: row.due_date?.toISOString() ?? null,
        endDate: row.end_date?.toISOString() ?? null,
      },
      recurrence: row.recurrence,
      place: row.series,
    }));
    return { heads: found, complete: rows.length <= MAX_HEADS };
  }

  async moved(tx: Transaction, { seriesId, plannerId }: SeriesIn): Promise<void> {
    await tx.query(moved, [seriesId, plannerId]);
  }

  async copyReminders(tx: Transaction, fromId: Id, toId: Id): Promise<unknown[]> {
    const ids = (await tx.query(reminders, [fromId])).map(({ id }) => id);
    if (ids.length === 0) return [];
    const rows = await tx.query(copyReminders, [toId, ids, ids.map(() => newId())]);
    return rows.map(({ json }) => JSON.parse(json) as unknown);
  }

  async takeBack(
    tx: Transaction,
    { id, plannerId, version }: { id: Id; plannerId: Id; version: number },
  ): Promise<boolean> {
    return (await tx.query(takeBack, [id, plannerId, version])).length > 0;
  }

  async made(
    queryable: Queryable,
    { seriesId, plannerId }: SeriesIn,
    from: string,
    to: string,
  ): Promise<MadeOccurrence[]> {
    const rows = await queryable.query(made, [seriesId, plannerId, from, to]);
    return rows.map((row) => ({
      id: row.id,
      originalStart: row.original_start.toISOString(),
      start: row.start.toISOString(),
      end: row.end_date?.toISOString() ?? null,
      status: row.status,
      head: row.head,
    }));
  }

  async madeAt(
    queryable: Queryable,
    { seriesId, plannerId }: SeriesIn,
    originalStart: string,
  ): Promise<Id | undefined> {
    const [row] = await queryable.query(madeAt, [seriesId, plannerId, originalStart]);
    return row?.id;
  }

  async headOf(queryable: Queryable, { seriesId, plannerId }: SeriesIn): Promise<Id | undefined> {
    const [row] = await queryable.query(head, [seriesId, plannerId]);
    return row?.id;
  }
}
