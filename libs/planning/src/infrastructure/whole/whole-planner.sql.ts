import { statement } from '@almanac/platform';

/**
 * What is read of a whole planner. Members that hold instants are named `…At` and `…Date`, so that `utcInstants`
 * writes them in the form of the contract.
 */
const json = (name: string, columns: string, from: string) =>
  statement<{ json: string }>(
    `planning.whole.${name}`,
    `SELECT row_to_json(x)::text AS json FROM (SELECT ${columns} ${from}) x`,
  );

export const head = json(
  'head',
  `p.title, p.description, p.color, p.icon, p.cover_image AS "coverImage", p.tags, p.settings,
   p.owner_id AS "ownerId", p.team_id AS "teamId",
   (SELECT t.name FROM teams t WHERE t.id = p.team_id) AS "teamName", p.archived_at AS "archivedAt"`,
  'FROM planners p WHERE p.id = $1 AND p.deleted_at IS NULL',
);

const having = (status: string) => `count(*) FILTER (WHERE a.status = '${status}')`;
export const counts = json(
  'counts',
  `(SELECT count(*) FROM sections s WHERE s.planner_id = $1 AND s.deleted_at IS NULL) AS sections,
   count(*) AS activities,
   json_build_object('pending', ${having('pending')}, 'in-progress', ${having('in-progress')},
     'completed', ${having('completed')}, 'cancelled', ${having('cancelled')}) AS "byStatus",
   count(*) FILTER (WHERE a.status IN ('pending', 'in-progress') AND a.due_date < now()) AS overdue,
   least(min(a.start_date), min(a.end_date), min(a.due_date)) AS "earliestDate",
   greatest(max(a.start_date), max(a.end_date), max(a.due_date)) AS "latestDate",
   now()::timestamptz(3) AS "takenAt"`,
  'FROM activities a WHERE a.planner_id = $1 AND a.deleted_at IS NULL',
);

export const sections = json(
  'sections',
  `s.id, s.title, s.description, s.type, s.settings, coalesce(c.activities, 0) AS "activitiesCount",
   coalesce(c.completed, 0) AS "completedCount"`,
  `FROM sections s
   LEFT JOIN (SELECT a.section_id, count(*) AS activities, ${having('completed')} AS completed
                FROM activities a WHERE a.planner_id = $1 AND a.deleted_at IS NULL GROUP BY a.section_id) c
     ON c.section_id = s.id
  WHERE s.planner_id = $1 AND s.deleted_at IS NULL ORDER BY s.position`,
);

/** All activities in the order of the document. */
const inOrder = `FROM sections s JOIN activities a ON a.section_id = s.id AND a.deleted_at IS NULL`;
const ofPlanner = 'WHERE s.planner_id = $1 AND s.deleted_at IS NULL';

export const activities = json(
  'activities',
  `a.id, a.section_id AS "sectionId", a.title, a.description, a.type, a.status, a.priority, a.due_date AS "dueDate",
   a.start_date AS "startDate", a.end_date AS "endDate", a.completed_at AS "completedAt", a.tags, a.assignees,
   a.checklist, a.blocked_by AS "blockedBy", a.metadata, a.location, a.recurrence, a.ai_suggestions AS "aiSuggestions",
   a.comments_count AS "commentsCount",
   CASE WHEN a.reminders_count > 0 THEN (
     SELECT json_agg(r) FROM (
       SELECT r.type, r.remind_at AS "remindAt", r.offset_minutes AS "offset", r.sent_at AS "sentAt",
              r.user_id AS "userId"
         FROM activity_reminders r WHERE r.activity_id = a.id ORDER BY r.created_at, r.id) r) END AS reminders,
   CASE WHEN a.series_id IS NOT NULL THEN (
     SELECT row_to_json(y) FROM (
       SELECT a.series_id AS id, a.original_start AS "originalAt", a.series_start AS "startAt",
              a.series_zone AS "timeZone", a.series_number AS number, a.next_activity_id AS "nextId",
              CASE WHEN a.next_activity_id IS NULL THEN (
                SELECT json_agg(e) FROM (
                  SELECT e.original_start AS "originalAt", e.skipped, e.content, e.base FROM activity_exceptions e
                   WHERE e.series_id = a.series_id AND e.planner_id = a.planner_id
                   ORDER BY e.original_start) e) END AS exceptions) y) END AS series`,
  `${inOrder} ${ofPlanner} ORDER BY s.position, a.position`,
);

export const comments = json(
  'comments',
  `c.activity_id AS "activityId", c.user_id AS "userId", c.text`,
  `${inOrder} AND a.comments_count > 0 JOIN activity_comments c ON c.activity_id = a.id
   ${ofPlanner} ORDER BY s.position, a.position, c.created_at, c.id`,
);

/** Where those activities stand that others refer to. */
export const places = json(
  'places',
  'placed.id, placed.title, placed.section, placed.activity',
  `FROM (
     SELECT a.id, a.title, s.number - 1 AS section,
            row_number() OVER (PARTITION BY a.section_id ORDER BY a.position) - 1 AS activity
       FROM (SELECT id, row_number() OVER (ORDER BY position) AS number FROM sections
              WHERE planner_id = $1 AND deleted_at IS NULL) s
       JOIN activities a ON a.section_id = s.id AND a.deleted_at IS NULL) placed
    WHERE placed.id IN (
      SELECT unnest(w.blocked_by) FROM activities w
       WHERE w.planner_id = $1 AND w.blocked_by <> '{}' AND w.deleted_at IS NULL
      UNION SELECT w.next_activity_id FROM activities w
       WHERE w.planner_id = $1 AND w.next_activity_id IS NOT NULL AND w.deleted_at IS NULL)`,
);
