import { statement } from '@almanac/platform';
import { activityColumns, asText } from './columns.sql';
import { permitted } from './access.sql';
import type { JsonRow } from './resource-row';

/** The same key as `positionAtEnd` of domain/position.ts; a test holds them together. */
export const APPEND_POSITION = (tick: string): string => `'i' || lpad(to_hex(${tick}), 9, '0')`;

/**
 * A new activity in one round trip. `counted` is the lock: the planner's row of counts is updated first, so
 * that tick, position and sequence follow the order of commits. A planner that was deleted, or a section that
 * went, while this waited for that lock has another `structure` by then: nothing is written, and the caller
 * finds out why. No row back also means: no such section, or not allowed.
 */
export const createActivity = statement<JsonRow>(
  'planning.activity.create',
  `WITH target AS (
     SELECT s.planner_id, t.structure
       FROM sections s
       JOIN planners p ON p.id = s.planner_id
       JOIN planner_stats t ON t.planner_id = s.planner_id
      WHERE s.id = $1 AND s.deleted_at IS NULL AND p.deleted_at IS NULL
        AND ${permitted('write', 'p', '$2', '$3')}
   ), counted AS (
     UPDATE planner_stats t
        SET activities_count = t.activities_count + 1,
            completed_count = t.completed_count + ($8::text = 'completed')::int,
            last_activity_at = clock_timestamp(), tick = t.tick + 1,
            last_seq = nextval('outbox_seq'), prev_seq = t.last_seq
       FROM target
      WHERE t.planner_id = target.planner_id AND t.structure = target.structure
     RETURNING t.planner_id, t.tick, t.last_seq, t.prev_seq
   ), made AS (
     INSERT INTO activities (id, section_id, planner_id, user_id, updated_by, title, description, type, status,
                             priority, due_date, start_date, end_date, completed_at, tags, metadata, location,
                             position)
     SELECT $4, $1, counted.planner_id, $2, $2, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
            ${APPEND_POSITION('counted.tick')}
       FROM counted
     RETURNING *
   ), shown AS MATERIALIZED (
     SELECT row_to_json(row)::text AS json FROM (SELECT ${activityColumns('made', asText)} FROM made) row
   ), announced AS (
     INSERT INTO outbox (seq, event_id, name, stream_id, prev, resource_type, resource_id, resource_version,
                         actor_id, payload, changes, request_id)
     SELECT counted.last_seq, $17, 'activity.created', counted.planner_id, counted.prev_seq, 'activity', $4, 1,
            $2, ('{"activity":' || shown.json || '}')::json, $18, $19
       FROM counted, shown
   )
   SELECT json FROM shown`,
);
