import { idempotencyLock, NEXT_SEQ, statement, type KeptAnswer } from '@almanac/platform';
import type { NewActivity } from '../../application/ports/activity-store';
import { permittedToWrite } from './access.sql';
import { asText } from './columns.sql';
import { limitParameters } from './limits.sql';

/** The same key as `positionAtEnd` of domain/position.ts; a test holds them together. */
export const APPEND_POSITION = (tick: string): string => `'i' || lpad(to_hex(${tick}), 9, '0')`;

/** An activity that was made: its place in the input, and its JSON. */
export interface MadeRow {
  place: number;
  json: string;
}

/** What is given as JSON text: `newActivities` writes it. */
const input = (which = ''): string => `input AS MATERIALIZED (
     SELECT given.*, activity.*
       FROM json_to_recordset($1) AS given (place integer, everywhere boolean, open text, "eventId" uuid, "requestId" text, shown json,
                                        "keyCaller" uuid, "keyFingerprint" text, "keyBody" text,
                                        "keyStatus" smallint, "keyHeaders" jsonb, "keyBefore" text, "keyAfter" text),
            json_to_record(given.shown) AS activity (
              id uuid, "sectionId" uuid, "userId" uuid, title text, description text, type text, status text,
              priority text, "dueDate" timestamptz, "startDate" timestamptz, "endDate" timestamptz,
              "completedAt" timestamptz, tags text[], assignees uuid[], checklist jsonb, "blockedBy" uuid[],
              metadata jsonb, location jsonb, recurrence jsonb, series json)
     ${which}
   )`;
/**
 * True of all of them. PostgreSQL takes any JSON for a hundred rows, and reads a table of some thousand planners whole for
 * so many; a range of which it knows nothing it takes for a few, which are looked up.
 */
const FEW = 'WHERE given.place >= 0 AND given.place < 1000';
/** The rows, answers and events of `counted`, which has place, planner_id, tick, seq and prev of each that is made. */
const WRITTEN = `made AS (
     INSERT INTO activities (id, section_id, planner_id, user_id, updated_by, title, description, type, status,
                             priority, due_date, start_date, end_date, completed_at, tags, assignees, checklist,
                             blocked_by, metadata, location, recurrence, series_id, original_start, series_start,
                             series_zone, series_number, position)
     SELECT id, "sectionId", planner_id, "userId", "userId", title, description, type, status, priority, "dueDate",
            "startDate", "endDate", "completedAt", tags, assignees, checklist, "blockedBy", metadata, location,
            recurrence, (series ->> 'id')::uuid, (series ->> 'originalStart')::timestamptz,
            (series ->> 'start')::timestamptz, series ->> 'timeZone', (series ->> 'number')::integer,
            ${APPEND_POSITION('tick')}
       FROM counted JOIN input USING (place)
     RETURNING id, planner_id, position, created_at
   ), shown AS MATERIALIZED (
     SELECT place, left(shown::text, -1) || ',"plannerId":"' || planner_id || '","position":"' || position
            || '","createdAt":"' || stamp || '","updatedAt":"' || stamp || '"}' AS json
       FROM (SELECT id, planner_id, position, ${asText('created_at')} AS stamp FROM made) known
       JOIN input USING (id)
   ), announced AS (
     INSERT INTO outbox (seq, event_id, name, stream_id, prev, resource_type, resource_id, resource_version,
                         actor_id, payload, request_id)
     SELECT seq, "eventId", 'activity.created', planner_id, prev, 'activity', id, 1, "userId",
            ('{"activity":' || shown.json || '}')::json, "requestId"
       FROM counted JOIN input USING (place) JOIN shown USING (place)
   )`;

/**
 * New activities ($1; the figures of limits are $2), each with policy, lock, counts, row and event, in one round trip; at most one for each planner.
 *
 * `counted` is the lock: the planner's row of counts is updated first, so that tick, position and sequence follow the
 * order of commits. A planner that was deleted, or a section that went, while this waited for that lock has another
 * `structure` by then: nothing is written for it. An activity that is missing in the answer also means: no such
 * section, or not allowed; the caller finds out why.
 *
 * Where an answer is to be kept for an `Idempotency-Key`, nothing is made if the key is there or somebody holds it just
 * now (http/idempotency.ts takes the same lock). Of two statements that both saw no key one fails as a whole.
 * (A function, as PostgreSQL may read the whole table otherwise; see its migration.)
 *
 * The JSON of all that is known before comes in `shown`, which is the input of the row as well as, word for word, the
 * beginning of the answer. That is a seventh of the whole cheaper than `row_to_json`, and an e2e test holds that both
 * show the same. The event needs no changes: the history reads them off its payload.
 */
function createActivities(name: string, { waits }: { waits: boolean }) {
  // Whoever writes for many must wait for nobody: planners that others hold just now are left out.
  const lock = waits ? '' : 'FOR UPDATE OF t SKIP LOCKED';
  return statement<MadeRow>(
    `planning.activity.${name}`,
    `WITH ${input(FEW)}, target AS MATERIALIZED (
     SELECT input.place, t.planner_id, t.structure, input.status
       FROM input
       JOIN sections s ON s.id = input."sectionId"
       JOIN planners p ON p.id = s.planner_id
       JOIN planner_stats seen ON seen.planner_id = s.planner_id
       JOIN planner_stats t ON t.planner_id = seen.planner_id AND t.structure = seen.structure
      WHERE s.deleted_at IS NULL AND p.deleted_at IS NULL
        AND ${permittedToWrite('p', 'input."userId"', 'input.everywhere', 'input.open', limitParameters(2))}
        AND (input."keyFingerprint" IS NULL OR (
          pg_try_advisory_xact_lock(${idempotencyLock(`input."keyCaller" || ':' || input."keyFingerprint"`)})
          AND NOT idempotency_key_is_kept(input."keyCaller", decode(input."keyFingerprint", 'hex'))))
        ${lock}
   ), counted AS (
     UPDATE planner_stats t
        SET activities_count = t.activities_count + 1,
            completed_count = t.completed_count + (one.status = 'completed')::int,
            last_activity_at = clock_timestamp(), tick = t.tick + 1,
            last_seq = ${NEXT_SEQ}, prev_seq = t.last_seq
       FROM (SELECT DISTINCT ON (planner_id) * FROM target ORDER BY planner_id, place) AS one
      WHERE t.planner_id = one.planner_id AND t.structure = one.structure
     RETURNING one.place, t.planner_id, t.tick, t.last_seq AS seq, t.prev_seq AS prev
   ), ${WRITTEN}, kept AS (
     INSERT INTO idempotency_keys (caller_id, fingerprint, body_hash, status, headers, body)
     SELECT "keyCaller", decode("keyFingerprint", 'hex'), decode("keyBody", 'hex'), "keyStatus", "keyHeaders",
            "keyBefore" || shown.json || "keyAfter"
       FROM shown JOIN input USING (place)
      WHERE "keyFingerprint" IS NOT NULL
   )
   SELECT place, json FROM shown`,
  );
}

/** Of one activity; waits for others who write in the planner. */
export const createOne = createActivities('create', { waits: true });

/** Of several activities of different people; leaves out those whose planner is being written by others. */
export const createTogether = createActivities('create-together', { waits: false });

/**
 * Of several activities of the section that all are in, in the planner $2, one after the other. For whoever holds the
 * planner and has asked the policy: numbers are drawn before the ledger is written.
 */
export const createMany = statement<MadeRow>(
  'planning.activity.create-many',
  `WITH ${input()}, drawn AS MATERIALIZED (
     SELECT place, status, ${NEXT_SEQ} AS seq FROM (SELECT place, status FROM input ORDER BY place) in_order
   ), ledger AS (
     UPDATE planner_stats t
        SET activities_count = t.activities_count + total.count,
            completed_count = t.completed_count + total.completed,
            last_activity_at = clock_timestamp(), tick = t.tick + total.count, last_seq = total.last,
            prev_seq = coalesce((SELECT seq FROM drawn ORDER BY place DESC OFFSET 1 LIMIT 1), t.last_seq)
       FROM (SELECT count(*) AS count, count(*) FILTER (WHERE status = 'completed') AS completed, max(seq) AS last
               FROM drawn) total
      WHERE t.planner_id = $2
     RETURNING t.planner_id, t.tick - total.count AS tick, old.last_seq AS before
   ), counted AS MATERIALIZED (
     SELECT d.place, l.planner_id, l.tick + row_number() OVER in_order AS tick, d.seq,
            lag(d.seq, 1, l.before) OVER in_order AS prev
       FROM ledger l, drawn d WINDOW in_order AS (ORDER BY d.place)
   ), ${WRITTEN}
   SELECT place, json FROM shown ORDER BY place`,
);

/** The input of these statements, as JSON text. */
export function newActivities(activities: readonly NewActivity[]): string {
  const texts = activities.map(
    (activity, place) =>
      `{"place":${place},"everywhere":${activity.writesAll},"open":"${activity.open}","eventId":"${activity.eventId}",` +
      `"requestId":${JSON.stringify(activity.origin)},"shown":${shownBefore(activity)}` +
      `${activity.kept ? keptText(activity.kept) : ''}}`,
  );
  return `[${texts.join(',')}]`;
}

function keptText({ callerId, fingerprint, bodyHash, status, headers, before, after }: KeptAnswer): string {
  return (
    `,"keyCaller":"${callerId}","keyFingerprint":"${fingerprint}","keyBody":"${bodyHash}","keyStatus":${status},` +
    `"keyHeaders":${JSON.stringify(headers)},"keyBefore":${JSON.stringify(before)},"keyAfter":${JSON.stringify(after)}`
  );
}

/** What nothing new has yet. */
const WITHOUT_PARTS = {
  attachments: [],
  comments: 0,
  aiSuggestions: [],
  reminders: [],
  version: 1,
  deletedAt: null,
};

/** A new activity as it is shown, as far as it is known before it is written. */
function shownBefore({ id, sectionId, userId, content }: NewActivity): string {
  return JSON.stringify({ id, sectionId, userId, ...content, ...WITHOUT_PARTS, updatedBy: userId });
}
