/**
 * The SQL of the bare server: each job as one named prepared statement whose row is the JSON of the answer. The same
 * fields from the same tables as the API's; who may do what is the owner's own row in the statement.
 */

const plannerColumns = `
  p.id, p.owner_id AS "ownerId", p.team_id AS "teamId", p.title, p.description, p.color, p.icon,
  p.cover_image AS "coverImage", p.tags, p.settings, p.archived_at IS NOT NULL AS archived,
  p.archived_at AS "archivedAt", t.sections_count AS "sectionsCount", t.activities_count AS "activitiesCount",
  t.completed_count AS "completedCount",
  coalesce(round(t.completed_count * 1000::float8 / nullif(t.activities_count, 0)) / 10, 0) AS "completionRate",
  t.last_activity_at AS "lastActivity", p.version, p.created_at AS "createdAt", p.updated_at AS "updatedAt",
  p.deleted_at AS "deletedAt", 'owner' AS role, false AS "readOnly"`;

const activityColumns = `
  a.id, a.section_id AS "sectionId", a.planner_id AS "plannerId", a.user_id AS "userId", a.title, a.description,
  a.type, a.status, a.priority, a.due_date AS "dueDate", a.start_date AS "startDate", a.end_date AS "endDate",
  a.completed_at AS "completedAt", a.tags, a.assignees, '[]'::json AS attachments, a.checklist,
  a.comments_count AS comments, a.ai_suggestions AS "aiSuggestions",
  CASE WHEN a.reminders_count = 0 THEN '[]'::json ELSE (
    SELECT json_agg(r) FROM activity_reminders r WHERE r.activity_id = a.id) END AS reminders,
  a.blocked_by AS "blockedBy", a.metadata, a.location, a.recurrence,
  CASE WHEN a.series_id IS NOT NULL THEN json_build_object('id', a.series_id) END AS series, a.position, a.version,
  a.updated_by AS "updatedBy", a.created_at AS "createdAt", a.updated_at AS "updatedAt", a.deleted_at AS "deletedAt"`;

const active = 'p.deleted_at IS NULL AND p.archived_at IS NULL';

/** $1 the caller, $2 the limit. */
export const listPlanners = {
  name: 'w1',
  text: `
    SELECT json_build_object(
      'planners', (
        SELECT coalesce(json_agg(shown), '[]') FROM (
          SELECT ${plannerColumns} FROM planners p JOIN planner_stats t ON t.planner_id = p.id
           WHERE p.owner_id = $1 AND ${active}
           ORDER BY p.created_at DESC, p.id DESC LIMIT $2
        ) shown),
      'total', (SELECT count(*) FROM planners p WHERE p.owner_id = $1 AND ${active})
    )::text AS json`,
};

/** $1 id, $2 the section, $3 the caller, $4 … what the body says, $12 the position. */
export const createActivity = {
  name: 'w2',
  text: `
    INSERT INTO activities AS a (id, section_id, planner_id, user_id, updated_by, title, description, type, priority,
                                 due_date, tags, checklist, metadata, position)
    SELECT $1, s.id, s.planner_id, $3, $3, $4, $5, coalesce($6, 'task'), coalesce($7, 'medium'), $8,
           coalesce($9::text[], '{}'), coalesce($10::jsonb, '[]'), coalesce($11::jsonb, '{}'), $12
      FROM sections s JOIN planners p ON p.id = s.planner_id
     WHERE s.id = $2 AND s.deleted_at IS NULL AND p.owner_id = $3 AND p.deleted_at IS NULL
    RETURNING (SELECT row_to_json(shown)::text FROM (SELECT ${activityColumns}) shown) AS json`,
};

/** $1 the planner, $2 the caller. */
export const readPlanner = {
  name: 'w3',
  text: `
    SELECT row_to_json(whole)::text AS json FROM (
      SELECT ${plannerColumns}, (
        SELECT coalesce(json_agg(part), '[]') FROM (
          SELECT s.id, s.planner_id AS "plannerId", s.title, s.description, s.type,
                 row_number() OVER (ORDER BY s.position) - 1 AS "order", s.position, s.settings, s.version,
                 s.created_at AS "createdAt", s.updated_at AS "updatedAt", s.deleted_at AS "deletedAt", (
              SELECT coalesce(json_agg(item), '[]') FROM (
                SELECT ${activityColumns} FROM activities a
                 WHERE a.section_id = s.id AND a.deleted_at IS NULL ORDER BY a.position
              ) item) AS activities
            FROM sections s WHERE s.planner_id = p.id AND s.deleted_at IS NULL ORDER BY s.position
        ) part) AS sections,
        json_build_object('link', EXISTS (SELECT FROM share_links l WHERE l.planner_id = p.id),
          'public', coalesce((p.settings ->> 'isPublic')::boolean, false),
          'collaborators', (SELECT count(*) FROM planner_members m WHERE m.planner_id = p.id)) AS sharing
        FROM planners p JOIN planner_stats t ON t.planner_id = p.id
       WHERE p.id = $1 AND p.owner_id = $2 AND p.deleted_at IS NULL
    ) whole`,
};

/** $1 the activity, $2 the caller, $3 the title. */
export const renameActivity = {
  name: 'w4',
  text: `
    UPDATE activities AS a SET title = $3, version = a.version + 1, updated_by = $2, updated_at = now()
      FROM planners p
     WHERE a.id = $1 AND a.deleted_at IS NULL AND p.id = a.planner_id AND p.owner_id = $2
    RETURNING a.planner_id AS "plannerId",
      (SELECT row_to_json(shown)::text FROM (SELECT ${activityColumns}) shown) AS json`,
};

/** $1 the planner, $2 the user. */
export const mayJoin = {
  name: 'join',
  text: `
    SELECT EXISTS (SELECT FROM planners p WHERE p.id = $1 AND p.owner_id = $2)
        OR EXISTS (SELECT FROM planner_members m WHERE m.planner_id = $1 AND m.user_id = $2) AS allowed`,
};
