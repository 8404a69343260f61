import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { statement, utcInstants, type Transaction } from '@almanac/platform';
import { PlannerDraftStore } from '../../application/templates/ports/planner-draft-store';
import { positionsAtEnd } from '../../domain/position';
import { seriesOf } from '../sql/columns.sql';
import type { SectionDraft } from '../../domain/templates/to-planner';

const insertSections = statement(
  'planning.draft.sections',
  `INSERT INTO sections (id, planner_id, title, description, type, position, settings)
   SELECT id, $1, title, description, type, position, settings
     FROM json_to_recordset($2) AS s (id uuid, title text, description text, type text, position text, settings jsonb)`,
);
const insertActivities = statement(
  'planning.draft.activities',
  `INSERT INTO activities (id, section_id, planner_id, user_id, updated_by, title, description, type, status, priority,
                           due_date, start_date, end_date, completed_at, tags, checklist, metadata, location, position,
                           recurrence, series_id, original_start, series_start, series_zone, series_number)
   SELECT id, "sectionId", $1, $2, $2, title, description, type, status, priority, "dueDate", "startDate", "endDate",
          "completedAt", tags, checklist, metadata, location, position, recurrence, (series ->> 'id')::uuid,
          (series ->> 'originalStart')::timestamptz, (series ->> 'start')::timestamptz, series ->> 'timeZone',
          (series ->> 'number')::integer
     FROM json_to_recordset($3) AS a (
            id uuid, "sectionId" uuid, title text, description text, type text, status text, priority text,
            "dueDate" timestamptz, "startDate" timestamptz, "endDate" timestamptz, "completedAt" timestamptz,
            tags text[], checklist jsonb, metadata jsonb, location jsonb, position text,
            recurrence jsonb, series jsonb)`,
);

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

/** Whole planners in PostgreSQL: two statements write one, however much is in it. */
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
    const values = activities.map(({ sectionId, activity }, index) => ({
      id: newId(),
      sectionId,
      position: positions[index],
      ...activity,
    }));
    await transaction.query(insertActivities, [id, userId, JSON.stringify(values)]);
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
