import { statement } from '@almanac/platform';
import { activityStatuses, activityTypes, priorities } from '../../domain/activity';
import { dayOf } from './days.sql';
import type { JsonRow } from './resource-row';

/** An object with one member for each word of a column, also for those that nothing has. */
function countedBy(column: string, words: readonly string[]): string {
  const members = words.map((word) => `count(*) FILTER (WHERE ${column} = '${word}') AS "${word}"`);
  return `(SELECT row_to_json(counts) FROM (SELECT ${members.join(', ')} FROM live) counts)`;
}

/** The busiest first; what has nobody is in none, what has two is in both. */
const byAssignee = `(SELECT coalesce(json_agg(person), '[]') FROM (
  SELECT assignee AS "userId", count(*) AS "total",
         count(*) FILTER (WHERE status IN ('pending', 'in-progress')) AS "open",
         count(*) FILTER (WHERE status = 'completed') AS "completed",
         count(*) FILTER (WHERE due_date < now() AND status IN ('pending', 'in-progress')) AS "overdue"
    FROM live, unnest(assignees) assignee GROUP BY assignee ORDER BY count(*) DESC, assignee LIMIT 1000) person)`;

/**
 * Figures of the planner $1 by days of clocks that have been $4 ahead since $2 (`dayOf`), the last $3 days. What was cancelled counts neither
 * as open nor as done, as nobody knows since when.
 */
export const statisticsOf = statement<JsonRow>(
  'planning.statistics',
  `WITH live AS MATERIALIZED (
     SELECT status, priority, type, due_date, assignees, ${dayOf('created_at', '$2', '$4')} AS made_on,
            ${dayOf('completed_at', '$2', '$4')} AS done_on
       FROM activities WHERE planner_id = $1 AND deleted_at IS NULL
   ), today AS (SELECT ${dayOf('now()', '$2', '$4')} AS day
   ), days AS (
     SELECT today.day - back AS day FROM today, generate_series($3::int - 1, 0, -1) back
   ), made AS (SELECT made_on AS day, count(*) AS n FROM live WHERE status <> 'cancelled' GROUP BY 1
   ), done AS (SELECT done_on AS day, count(*) AS n FROM live WHERE status = 'completed' GROUP BY 1
   ), daily AS (
     SELECT days.day, coalesce(made.n, 0) AS created, coalesce(done.n, 0) AS completed,
            (SELECT coalesce(sum(n), 0) FROM made m WHERE m.day <= days.day)
              - (SELECT coalesce(sum(n), 0) FROM done d WHERE d.day <= days.day) AS open
       FROM days LEFT JOIN made ON made.day = days.day LEFT JOIN done ON done.day = days.day
   )
   SELECT row_to_json(shown)::text AS json
     FROM (SELECT (SELECT count(*) FROM live) AS "total",
                  ${countedBy('status', activityStatuses)} AS "byStatus",
                  ${countedBy('priority', priorities)} AS "byPriority",
                  ${countedBy('type', activityTypes)} AS "byType",
                  ${byAssignee} AS "byAssignee",
                  (SELECT count(*) FROM live
                    WHERE due_date < now() AND status IN ('pending', 'in-progress')) AS "overdue",
                  (SELECT round(sum(completed) * 7.0 / $3::int, 1) FROM daily) AS "completedPerWeek",
                  (SELECT json_agg(point ORDER BY point."date")
                     FROM (SELECT day AS "date", open AS "open", created AS "created", completed AS "completed"
                             FROM daily) point) AS "burnDown") shown`,
);
