import { NEXT_SEQ, statement } from '@almanac/platform';
import { activityColumns, asText } from '../sql/columns.sql';
import { APPEND_POSITION } from '../sql/create-activity.sql';

/** A change of one field for the history, where the JSON of before and after differs. */
const fields: readonly [name: string, before: string, after: string][] = [
  ['title', 'to_json(a.title)', 'to_json(w.title)'],
  ['startDate', `to_json(${asText('a.start_date')})`, `to_json(${asText('w."start"')})`],
  ['endDate', `to_json(${asText('a.end_date')})`, `to_json(${asText('w."end"')})`],
  ['dueDate', `to_json(${asText('a.due_date')})`, `to_json(${asText('w."end"')})`],
  ['priority', 'to_json(a.priority)', 'to_json(w.priority)'],
  ['metadata.estimatedDuration', `(a.metadata -> 'estimatedDuration')::json`, 'to_json(w.minutes)'],
  ['assignees', 'to_json(a.assignees)', 'to_json(w.assignees)'],
  ['blockedBy', 'to_json(a.blocked_by)', 'to_json(w.blocked_by)'],
  ['status', 'to_json(a.status)', 'to_json(w.status)'],
  ['deleted', 'to_json(a.deleted_at IS NOT NULL)', 'to_json(false)'],
];
const changes = `(SELECT json_agg(json_build_object('field', field, 'before', before, 'after', after))
   FROM (VALUES ${fields.map(([name, before, after]) => `('${name}', ${before}, ${after})`).join(', ')})
     AS one (field, before, after)
  WHERE before::text IS DISTINCT FROM after::text)`;

/**
 * Plan $1, planner $2, section $3, user $4, rows $5 (JSON), new ids $6 and $7. Makes the activities of steps that have none,
 * changes those of steps that have one, brings back what lies in the trash, and cancels those of steps that are no more,
 * unless they are completed. An activity that was moved into another planner is left alone. Gives the events that are
 * to be told as JSON, so that the next statement, which sees all of it, can tell them.
 *
 * What an activity waits for becomes just what its step waits for: edges into the plan's activities thus come from the
 * plan alone, which has no circle, so none can arise. Assignees stay as people set them, unless the step names a user
 * who sees the planner and is not among them. What recurs by hand begins another series where its step begins at
 * another time, as a change of its date does.
 */
export const writeActivities = statement<{
  events: string;
  created: number;
  updated: number;
  cancelled: number;
  unchanged: number;
  came: number;
  completed: number;
  assigned: string | null;
}>(
  'planning.plan.apply',
  `WITH step AS MATERIALIZED (
     SELECT * FROM json_to_recordset($5::json) AS s (step text, place integer, title text, "start" timestamptz,
              "end" timestamptz, minutes integer, priority text, assignee uuid, after text[])
   ), seeing AS MATERIALIZED (
     SELECT owner_id AS user_id FROM planners WHERE id = $2 AND owner_id IS NOT NULL
      UNION SELECT user_id FROM planner_members WHERE planner_id = $2
   ), known AS MATERIALIZED (
     SELECT m.step_id AS step, m.activity_id, m.dropped, a.id IS NOT NULL AS here
       FROM plan_activities m LEFT JOIN activities a ON a.id = m.activity_id AND a.planner_id = $2
      WHERE m.plan_id = $1 AND m.planner_id = $2
   ), target AS MATERIALIZED (
     SELECT s.*, k.activity_id IS NULL AS is_new, coalesce(k.dropped, false) AS dropped,
            coalesce(k.activity_id, ($6::uuid[])[row_number() OVER (PARTITION BY k.activity_id IS NULL ORDER BY s.place)])
              AS activity_id,
            ($7::uuid[])[row_number() OVER (ORDER BY s.place)] AS series_id,
            EXISTS (SELECT FROM seeing WHERE seeing.user_id = s.assignee) AS sees
       FROM step s LEFT JOIN known k ON k.step = s.step
      WHERE k.here IS NOT FALSE
   ), link AS MATERIALIZED (
     SELECT t.activity_id, array_agg(DISTINCT b.activity_id) AS blocked_by
       FROM target t CROSS JOIN LATERAL unnest(t.after) AS named (step) JOIN target b ON b.step = named.step
      GROUP BY t.activity_id
   ), wanted AS MATERIALIZED (
     SELECT t.step, t.place, t.activity_id, t.is_new, t.title, t."start", t."end", t.minutes, t.priority,
            t.series_id, CASE WHEN t.sees AND t.assignee = ANY (a.assignees) IS NOT TRUE THEN ARRAY[t.assignee]
                 ELSE coalesce(a.assignees, '{}') END AS assignees,
            CASE WHEN t.sees AND t.assignee = ANY (a.assignees) IS NOT TRUE THEN t.assignee END AS newly,
            coalesce(link.blocked_by, '{}') AS blocked_by,
            CASE WHEN t.is_new OR (t.dropped AND a.status = 'cancelled') THEN 'pending' ELSE a.status END AS status
       FROM target t LEFT JOIN link USING (activity_id) LEFT JOIN activities a ON a.id = t.activity_id AND a.planner_id = $2
   ), changed AS MATERIALIZED (
     SELECT w.*, a.deleted_at IS NOT NULL AS returns,
            a.series_id IS NOT NULL AND a.next_activity_id IS NULL
              AND coalesce(a.start_date, a.due_date) IS DISTINCT FROM w."start" AS restarts, ${changes} AS changes
       FROM wanted w JOIN activities a ON a.id = w.activity_id AND a.planner_id = $2
      WHERE NOT w.is_new
   ), lost AS MATERIALIZED (
     SELECT a.id AS activity_id, a.status, k.step FROM known k JOIN activities a ON a.id = k.activity_id AND a.planner_id = $2
      WHERE k.here AND a.deleted_at IS NULL AND a.status NOT IN ('completed', 'cancelled')
        AND NOT EXISTS (SELECT FROM step s WHERE s.step = k.step)
   ), place AS MATERIALIZED (
     SELECT one.activity_id, ${APPEND_POSITION('(t.tick + row_number() OVER (ORDER BY one.place))')} AS position
       FROM (SELECT activity_id, place FROM wanted WHERE is_new
             UNION ALL SELECT activity_id, place FROM changed WHERE returns) one, planner_stats t
      WHERE t.planner_id = $2
   ), made AS (
     INSERT INTO activities (id, section_id, planner_id, user_id, updated_by, title, priority, due_date, start_date,
                             end_date, metadata, assignees, blocked_by, position)
     SELECT activity_id, $3, $2, $4, $4, title, priority, "end", "start", "end",
            jsonb_build_object('estimatedDuration', minutes), assignees, blocked_by, position
       FROM wanted JOIN place USING (activity_id) WHERE is_new
   ), kept AS (
     INSERT INTO plan_applications (plan_id, planner_id, section_id) VALUES ($1, $2, $3)
     ON CONFLICT (plan_id, planner_id) DO UPDATE SET section_id = excluded.section_id, applied_at = clock_timestamp()
   ), named AS (
     INSERT INTO planner_named_people (planner_id, user_id) SELECT DISTINCT $2::uuid, assignee FROM target WHERE sees
     ON CONFLICT DO NOTHING
   ), mapped AS (
     INSERT INTO plan_activities (plan_id, planner_id, step_id, activity_id)
     SELECT $1, $2, step, activity_id FROM wanted WHERE is_new
   ), marked AS (
     UPDATE plan_activities m SET dropped = NOT m.dropped
      WHERE m.plan_id = $1 AND m.planner_id = $2
        AND CASE WHEN m.dropped THEN m.step_id IN (SELECT step FROM target)
                 ELSE m.step_id IN (SELECT step FROM lost) END
   ), written AS (
     UPDATE activities a
        SET title = c.title, priority = c.priority, due_date = c."end", start_date = c."start", end_date = c."end",
            metadata = a.metadata || jsonb_build_object('estimatedDuration', c.minutes), assignees = c.assignees,
            blocked_by = c.blocked_by, status = c.status, deleted_at = NULL, deleted_with = NULL,
            section_id = CASE WHEN c.returns THEN $3 ELSE a.section_id END,
            position = coalesce(place.position, a.position),
            series_id = CASE WHEN c.restarts THEN c.series_id ELSE a.series_id END,
            original_start = CASE WHEN c.restarts THEN c."start" ELSE a.original_start END,
            series_start = CASE WHEN c.restarts THEN c."start" ELSE a.series_start END,
            version = a.version + 1, updated_at = clock_timestamp(), updated_by = $4
       FROM changed c LEFT JOIN place USING (activity_id)
      WHERE a.id = c.activity_id AND a.planner_id = $2 AND c.changes IS NOT NULL
     RETURNING a.id, c.returns, a.completed_at
   ), cancelled AS (
     UPDATE activities a
        SET status = 'cancelled', version = a.version + 1, updated_at = clock_timestamp(), updated_by = $4
       FROM lost WHERE a.id = lost.activity_id AND a.planner_id = $2
     RETURNING a.id
   ), event AS (
     SELECT 'activity.created' AS name, activity_id AS id, NULL::json AS changes, 0 AS turn, place
       FROM wanted WHERE is_new
      UNION ALL
     SELECT CASE WHEN returns THEN 'activity.restored' ELSE 'activity.updated' END, activity_id, changes, 1, place
       FROM changed WHERE changes IS NOT NULL
      UNION ALL
     SELECT 'activity.updated', activity_id,
            json_build_array(json_build_object('field', 'status', 'before', status, 'after', 'cancelled')), 2, 0
       FROM lost
   )
   SELECT (SELECT coalesce(json_agg(json_build_object('name', name, 'id', id, 'changes', changes)
                                    ORDER BY turn, place, id), '[]')::text FROM event) AS events,
          (SELECT count(*) FROM wanted WHERE is_new)::int AS created,
          (SELECT count(*) FROM written)::int AS updated,
          (SELECT count(*) FROM cancelled)::int AS cancelled,
          (SELECT count(*) FROM changed WHERE changes IS NULL)::int AS unchanged,
          (SELECT count(*) FROM written WHERE returns)::int AS came,
          (SELECT count(*) FROM written WHERE returns AND completed_at IS NOT NULL)::int AS completed,
          (SELECT json_agg(json_build_object('userId', newly, 'count', count, 'activityId', all_ids[1], 'title', first_title,
                                             'activityIds', all_ids) ORDER BY newly)::text
             FROM (SELECT newly, count(*) AS count, array_agg(activity_id ORDER BY place) AS all_ids,
                          (array_agg(title ORDER BY place))[1] AS first_title
                     FROM wanted WHERE newly <> $4 GROUP BY newly) person) AS assigned`,
);

/**
 * Nobody can tell PostgreSQL beforehand how many steps there are: it thinks of a hundred, and would go through all of
 * them for each. Every join of the first statement is within one planner, so to hash is never bad. For the second one,
 * which looks up single rows, it is as ever.
 */
export const nestedLoops = statement(
  'planning.plan.nested-loops',
  `SELECT set_config('enable_nestloop', $1, true)`,
);

/**
 * Planner $1, events $2 (JSON, in order), their ids $3, actor $4, request $5, how many more activities $6 and completed
 * ones $7 there are. Draws the numbers, writes the events in the planner's stream, and brings its counts up to date.
 */
export const announceActivities = statement(
  'planning.plan.apply-announce',
  `WITH drawn AS MATERIALIZED (
     SELECT ${NEXT_SEQ} AS seq FROM generate_series(1, cardinality($3::uuid[]))
   ), numbered AS MATERIALIZED (
     SELECT seq, row_number() OVER (ORDER BY seq) AS place, lag(seq) OVER (ORDER BY seq) AS prev FROM drawn
   ), event AS MATERIALIZED (
     SELECT e.value ->> 'name' AS name, (e.value ->> 'id')::uuid AS id, e.value -> 'changes' AS changes, e.place
       FROM json_array_elements($2::json) WITH ORDINALITY AS e (value, place)
   ), told AS (
     INSERT INTO outbox (seq, event_id, name, stream_id, prev, resource_type, resource_id, resource_version, actor_id,
                         payload, changes, request_id)
     SELECT n.seq, ($3::uuid[])[n.place], e.name, $1, coalesce(n.prev, t.last_seq), 'activity', e.id, a.version, $4,
            json_build_object('activity', shown), CASE WHEN json_typeof(e.changes) = 'array' THEN e.changes END, $5
       FROM event e
       JOIN numbered n USING (place)
       JOIN activities a ON a.id = e.id AND a.planner_id = $1
       JOIN planner_stats t ON t.planner_id = $1,
    LATERAL (SELECT ${activityColumns('a', asText)}) shown
   )
   UPDATE planner_stats t
      SET activities_count = activities_count + $6, completed_count = completed_count + $7,
          last_activity_at = clock_timestamp(), tick = tick + cardinality($3::uuid[]),
          last_seq = coalesce((SELECT max(seq) FROM numbered), last_seq),
          prev_seq = CASE WHEN cardinality($3::uuid[]) = 0 THEN prev_seq
                          ELSE coalesce((SELECT prev FROM numbered ORDER BY seq DESC LIMIT 1), last_seq) END
    WHERE planner_id = $1 AND cardinality($3::uuid[]) > 0`,
);
