/**
 * What people without an account are shown of planners, sections and activities. Nobody is named, and what belongs to
 * the work behind them (settings, versions, positions, figures of effort) is left out.
 */
export function outsidePlannerColumns(p: string, t: string): string {
  return `${p}.id AS "id", ${p}.title AS "title", ${p}.description AS "description", ${p}.color AS "color",
    ${p}.icon AS "icon", ${p}.cover_image AS "coverImage", ${p}.tags AS "tags",
    ${p}.archived_at IS NOT NULL AS "archived", ${t}.sections_count AS "sectionsCount",
    ${t}.activities_count AS "activitiesCount", ${t}.completed_count AS "completedCount",
    coalesce(round(${t}.completed_count * 1000::float8 / nullif(${t}.activities_count, 0)) / 10, 0)
      AS "completionRate",
    ${p}.created_at AS "createdAt", ${p}.updated_at AS "updatedAt"`;
}

const outsideActivities = `(SELECT coalesce(json_agg(item), '[]') FROM (
  SELECT a.id AS "id", a.title AS "title", a.description AS "description", a.type AS "type", a.status AS "status",
         a.priority AS "priority", a.due_date AS "dueDate", a.start_date AS "startDate", a.end_date AS "endDate",
         a.completed_at AS "completedAt", a.tags AS "tags", a.checklist AS "checklist", a.location AS "location"
    FROM activities a
   WHERE a.section_id = s.id AND a.deleted_at IS NULL ORDER BY a.position) item)`;

/** Of the planner `p`, in their order. */
export const outsideSections = `(SELECT coalesce(json_agg(part), '[]') FROM (
  SELECT s.id AS "id", s.title AS "title", s.description AS "description", s.type AS "type",
         row_number() OVER (ORDER BY s.position) - 1 AS "order", ${outsideActivities} AS "activities"
    FROM sections s WHERE s.planner_id = p.id AND s.deleted_at IS NULL ORDER BY s.position) part)`;

/** What belongs to somebody who was suspended or has deleted their account is shown to nobody outside. */
export const ownerIsThere = `NOT EXISTS (SELECT FROM users u WHERE u.id = p.owner_id AND u.status <> 'active')`;

/** Served by the indexes `planners_public_*`, which name this very condition. */
export const isPublic = `p.deleted_at IS NULL AND p.settings @> '{"isPublic": true}'::jsonb`;
