/**
 * The shapes of planners, sections and activities as the API shows them, for `row_to_json` and `json_agg`.
 * Every statement that shows one takes its columns from here, so that a thing looks the same everywhere.
 */

/** How an instant is written: as it is, for `utcInstants` to finish, or at once, where JSON stays in the database. */
export type InstantSql = (column: string) => string;

export const asStored: InstantSql = (column) => column;
/** Ten times dearer than `asStored` with `utcInstants`: only for single rows. */
export const asText: InstantSql = (column) =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Columns of a planner `p` and its counts `t` (planner_stats). */
export function plannerColumns(p: string, t: string, instant: InstantSql = asStored): string {
  return `${p}.id AS "id", ${p}.owner_id AS "ownerId", ${p}.team_id AS "teamId", ${p}.title AS "title",
    ${p}.description AS "description", ${p}.color AS "color", ${p}.icon AS "icon",
    ${p}.cover_image AS "coverImage", ${p}.tags AS "tags", ${p}.settings AS "settings",
    ${p}.archived_at IS NOT NULL AS "archived", ${instant(`${p}.archived_at`)} AS "archivedAt",
    ${t}.sections_count AS "sectionsCount", ${t}.activities_count AS "activitiesCount",
    ${t}.completed_count AS "completedCount",
    coalesce(round(${t}.completed_count * 1000::float8 / nullif(${t}.activities_count, 0)) / 10, 0)
      AS "completionRate",
    ${instant(`${t}.last_activity_at`)} AS "lastActivity", ${p}.version AS "version",
    ${instant(`${p}.created_at`)} AS "createdAt", ${instant(`${p}.updated_at`)} AS "updatedAt",
    ${instant(`${p}.deleted_at`)} AS "deletedAt"`;
}

/** Columns of a section `s`; `order` counts the sections before it. */
export function sectionColumns(
  s: string,
  order: string = placeOf(s),
  instant: InstantSql = asStored,
): string {
  return `${s}.id AS "id", ${s}.planner_id AS "plannerId", ${s}.title AS "title",
    ${s}.description AS "description", ${s}.type AS "type", ${order} AS "order", ${s}.position AS "position",
    ${s}.settings AS "settings",
    ${s}.version AS "version", ${instant(`${s}.created_at`)} AS "createdAt",
    ${instant(`${s}.updated_at`)} AS "updatedAt", ${instant(`${s}.deleted_at`)} AS "deletedAt"`;
}

function placeOf(s: string): string {
  return `(SELECT count(*) FROM sections before
    WHERE before.planner_id = ${s}.planner_id AND before.deleted_at IS NULL AND before.position < ${s}.position)`;
}

/** Columns of an activity `a`. */
export function activityColumns(a: string, instant: InstantSql = asStored): string {
  return `${a}.id AS "id", ${a}.section_id AS "sectionId", ${a}.planner_id AS "plannerId",
    ${a}.user_id AS "userId", ${a}.title AS "title", ${a}.description AS "description", ${a}.type AS "type",
    ${a}.status AS "status", ${a}.priority AS "priority", ${instant(`${a}.due_date`)} AS "dueDate",
    ${instant(`${a}.start_date`)} AS "startDate", ${instant(`${a}.end_date`)} AS "endDate",
    ${instant(`${a}.completed_at`)} AS "completedAt", ${a}.tags AS "tags",
    ${a}.assignees AS "assignees", ${a}.attachments AS "attachments", ${a}.checklist AS "checklist",
    ${a}.comments_count AS "comments", ${a}.ai_suggestions AS "aiSuggestions",
    ${remindersOf(a)} AS "reminders", ${blockersOf(a)} AS "blockedBy",
    ${a}.metadata AS "metadata", ${a}.location AS "location", ${a}.recurrence AS "recurrence",
    ${seriesOf(a)} AS "series", ${a}.position AS "position", ${a}.version AS "version",
    ${a}.updated_by AS "updatedBy", ${instant(`${a}.created_at`)} AS "createdAt",
    ${instant(`${a}.updated_at`)} AS "updatedAt", ${instant(`${a}.deleted_at`)} AS "deletedAt"`;
}

/** Reminders are rows of their own; hardly any activity has one, and those without cost a comparison. */
function remindersOf(a: string): string {
  return `CASE WHEN ${a}.reminders_count = 0 THEN '[]'::json ELSE (
    SELECT coalesce(json_agg(${reminderJson('r')} ORDER BY r.created_at, r.id), '[]')
      FROM activity_reminders r WHERE r.activity_id = ${a}.id) END`;
}

/** A reminder `r`: at a time, or so many minutes before the due date. */
export function reminderJson(r: string): string {
  return `json_build_object('id', ${r}.id, 'type', ${r}.type, 'time', ${asText(`${r}.remind_at`)},
    'offset', ${r}.offset_minutes, 'sent', ${r}.sent_at IS NOT NULL, 'sentAt', ${asText(`${r}.sent_at`)})`;
}

/** Where it stands in a series; what does not recur costs a comparison. */
export function seriesOf(a: string): string {
  return `CASE WHEN ${a}.series_id IS NOT NULL THEN json_build_object('id', ${a}.series_id,
    'originalStart', ${asText(`${a}.original_start`)}, 'timeZone', ${a}.series_zone,
    'start', ${asText(`${a}.series_start`)}, 'number', ${a}.series_number, 'nextActivityId', ${a}.next_activity_id) END`;
}

/**
 * What it waits for, without what lies in the trash; it is shown again once it is back. `OFFSET 0` makes each a look-up
 * by its id: left to itself, PostgreSQL may go through the whole planner for each activity of it.
 */
function blockersOf(a: string): string {
  return `CASE WHEN ${a}.blocked_by = '{}' THEN ${a}.blocked_by ELSE ARRAY(
    SELECT b.id FROM unnest(${a}.blocked_by) WITH ORDINALITY AS named (id, place)
      JOIN LATERAL (SELECT x.id, x.planner_id, x.deleted_at FROM activities x WHERE x.id = named.id OFFSET 0) b
        ON b.planner_id = ${a}.planner_id AND b.deleted_at IS NULL
     ORDER BY named.place) END`;
}
