import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { statement, utcInstants, type Transaction } from '@almanac/platform';
import { PlannerDraftStore } from '../../application/templates/ports/planner-draft-store';
import { positionsAtEnd } from '../../domain/position';
import { seriesOf } from '../sql/columns.sql';
import type { ActivityDraft, DraftParts, SectionDraft } from '../../domain/templates/to-planner';

const insertSections = statement(
  'planning.draft.sections',
  `INSERT INTO sections (id, planner_id, title, description, type, position, settings)
   SELECT id, $1, title, description, type, position, settings
     FROM json_to_recordset($2) AS s (id uuid, title text, description text, type text, position text, settings jsonb)`,
);
const insertActivities = statement(
  'planning.draft.activities',
  `INSERT INTO activities (id, section_id, planner_id, user_id, updated_by, title, description, type, status, priority,
                           due_date, start_date, end_date, completed_at, tags, assignees, blocked_by, checklist,
                           metadata, location, position, recurrence, series_id, original_start, series_start,
                           series_zone, series_number, next_activity_id, ai_suggestions, comments_count,
                           reminders_count)
   SELECT id, "sectionId", $1, $2, $2, title, description, type, status, priority, "dueDate", "startDate", "endDate",
          "completedAt", tags, assignees, "blockedBy", checklist, metadata, location, position, recurrence,
          (series ->> 'id')::uuid, (series ->> 'originalStart')::timestamptz, (series ->> 'start')::timestamptz,
          series ->> 'timeZone', (series ->> 'number')::integer, (series ->> 'nextActivityId')::uuid, suggestions,
          "commentsCount", "remindersCount"
     FROM json_to_recordset($3) AS a (
            id uuid, "sectionId" uuid, title text, description text, type text, status text, priority text,
            "dueDate" timestamptz, "startDate" timestamptz, "endDate" timestamptz, "completedAt" timestamptz,
            tags text[], assignees uuid[], "blockedBy" uuid[], checklist jsonb, metadata jsonb, location jsonb,
            position text, recurrence jsonb, series jsonb, suggestions jsonb, "commentsCount" integer,
            "remindersCount" integer)`,
);
/** Reminders and comments are in the order in which they were made: each a millisecond before the one that follows it. */
const MADE_AT = `now() - make_interval(secs => "later" / 1000.0)`;
const insertReminders = statement(
  'planning.draft.reminders',
  `INSERT INTO activity_reminders (id, activity_id, user_id, type, remind_at, offset_minutes, sent_at, fires_at,
                                   created_at)
   SELECT r.id, r."activityId", $1, r.type, r.time, r."offset", r."sentAt",
          CASE WHEN r."sentAt" IS NULL AND moment.at > now() THEN moment.at END, ${MADE_AT}
     FROM json_to_recordset($2) AS r (id uuid, "activityId" uuid, type text, time timestamptz, "offset" integer,
                                      "sentAt" timestamptz, "dueDate" timestamptz, "later" integer),
          LATERAL (SELECT coalesce(r.time, r."dueDate" - make_interval(mins => r."offset")) AS at) moment`,
);
const insertComments = statement(
  'planning.draft.comments',
  `INSERT INTO activity_comments (id, activity_id, user_id, text, created_at, updated_at)
   SELECT id, "activityId", "userId", text, ${MADE_AT}, ${MADE_AT}
     FROM json_to_recordset($1) AS c (id uuid, "activityId" uuid, "userId" uuid, text text, "later" integer)`,
);
const insertExceptions = statement(
  'planning.draft.exceptions',
  `INSERT INTO activity_exceptions (series_id, original_start, planner_id, skipped, content, base)
   SELECT "seriesId", "originalStart", $1, skipped, content, base
     FROM json_to_recordset($2) AS e ("seriesId" uuid, "originalStart" timestamptz, skipped boolean, content jsonb,
                                      base jsonb)`,
);
const archive = statement('planning.draft.archive', 'UPDATE planners SET archived_at = $2 WHERE id = $1');

const size = statement<{ sections: number; activities: number }>(
  'planning.draft.size',
  `SELECT sections_count AS sections, activities_count AS activities FROM planner_stats WHERE planner_id = $1`,
);
// People, and what waits for what, are left out: who is meant is known only where the planner is. Of what recurs there is
// the occurrence that the series has come to.
const activitiesOfSection = `(SELECT coalesce(json_agg(item), '[]') FROM (
  SELECT a.title, a.description, a.type, 'pending' AS status, a.priority, a.due_date AS "dueDate",
         a.start_date AS "startDate", a.end_date AS "endDate", NULL AS "completedAt", a.tags, '[]'::json AS assignees,
         a.checklist, '[]'::json AS "blockedBy", a.metadata - 'progress' AS metadata, a.location,
         a.recurrence, ${seriesOf('a')} AS series
    FROM activities a
   WHERE a.section_id = s.id AND a.deleted_at IS NULL AND a.next_activity_id IS NULL ORDER BY a.position) item)`;
const sectionsOf = statement<{ json: string }>(
  'planning.draft.sections-of',
  `SELECT coalesce(json_agg(part), '[]')::text AS json FROM (
     SELECT (SELECT row_to_json(said) FROM (SELECT s.title, s.description, s.type, s.settings) said) AS content,
            ${activitiesOfSection} AS activities
       FROM sections s WHERE s.planner_id = $1 AND s.deleted_at IS NULL ORDER BY s.position) part`,
);

const NO_PARTS: DraftParts = { reminders: [], suggestions: [], comments: [], exceptions: [] };
/** So many activities go into one statement: the text of it is held in memory at both ends. */
const BATCH = 1000;
/** Wrote what was brought from elsewhere by somebody who is not known here. */
const NOBODY: Id = '00000000-0000-0000-0000-000000000000';

/** Whole planners in PostgreSQL: a handful of statements write a thousand activities with all that belongs to them. */
@Injectable()
export class SqlPlannerDraftStore extends PlannerDraftStore {
  async fill(
    transaction: Transaction,
    { id, userId, tick }: { id: Id; userId: Id; tick: number },
    sections: readonly SectionDraft[],
  ): Promise<void> {
    if (sections.length === 0) return;
    const places = positionsAtEnd(tick, sections.length);
    const placed = sections.map((section, index) => ({ section, id: newId(), position: places[index] }));
    const rows = placed.map(({ section, ...at }) => ({ ...at, ...section.content }));
    await transaction.query(insertSections, [id, JSON.stringify(rows)]);
    const activities = placed.flatMap(({ section, id: sectionId }) =>
      section.activities.map((activity) => ({ sectionId, activity })),
    );
    if (activities.length === 0) return;
    const positions = positionsAtEnd(tick, activities.length);
    const made = activities.map(({ sectionId, activity }, index) => ({
      ...{ id: newId(), parts: NO_PARTS },
      ...activity,
      ...{ sectionId, position: positions[index] },
    }));
    for (let from = 0; from < made.length; from += BATCH)
      await insertBatch(transaction, { id, userId }, made.slice(from, from + BATCH));
  }

  async archive(transaction: Transaction, plannerId: Id, at: string): Promise<void> {
    await transaction.query(archive, [plannerId, at]);
  }

  async sizeOf(transaction: Transaction, plannerId: Id): Promise<{ sections: number; activities: number }> {
    const [row] = await transaction.query(size, [plannerId]);
    return row ?? { sections: 0, activities: 0 };
  }

  async sectionsOf(transaction: Transaction, plannerId: Id): Promise<SectionDraft[]> {
    const [row] = await transaction.query(sectionsOf, [plannerId]);
    return JSON.parse(utcInstants(row?.json ?? '[]')) as SectionDraft[];
  }
}

type ActivityRow = ActivityDraft & Required<Pick<ActivityDraft, 'id' | 'parts'>>;

async function insertBatch(
  transaction: Transaction,
  { id: plannerId, userId }: { id: Id; userId: Id },
  rows: readonly ActivityRow[],
): Promise<void> {
  const values = rows.map(({ parts, ...row }) => ({
    ...row,
    suggestions: parts.suggestions,
    commentsCount: parts.comments.length,
    remindersCount: parts.reminders.length,
  }));
  await transaction.query(insertActivities, [plannerId, userId, JSON.stringify(values)]);
  const reminders = rows.flatMap(({ id: activityId, dueDate, parts }) =>
    parts.reminders.map((reminder, place, { length }) => ({
      ...{ id: newId(), activityId, dueDate, later: length - place, ...reminder },
    })),
  );
  if (reminders.length > 0) await transaction.query(insertReminders, [userId, JSON.stringify(reminders)]);
  const comments = rows.flatMap(({ id: activityId, parts }) =>
    parts.comments.map(({ mine, text }, place, { length }) => ({
      ...{ id: newId(), activityId, userId: mine ? userId : NOBODY, text, later: length - place },
    })),
  );
  if (comments.length > 0) await transaction.query(insertComments, [JSON.stringify(comments)]);
  const exceptions = rows.flatMap(({ series, parts }) =>
    series === null ? [] : parts.exceptions.map((exception) => ({ seriesId: series.id, ...exception })),
  );
  if (exceptions.length > 0)
    await transaction.query(insertExceptions, [plannerId, JSON.stringify(exceptions)]);
}
