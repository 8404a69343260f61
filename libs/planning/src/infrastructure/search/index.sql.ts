import type { Id } from '@almanac/kernel';
import { DELIVERED_UP_TO, statement } from '@almanac/platform';
import { plansOf } from '../plans/plan.sql';
import { followedTypes, foundTypes, indexedEvents, ofEachType, type FoundType } from './found-types';

/**
 * How documents follow the things. A document is written from its thing as it is now, so that to write it twice, or too
 * often, does no harm; `seq` tells whether an event is in it already.
 */

const words = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');

/** Those who index hold it shared; who deletes, by the trigger `search_forget` of the migration, and who forgets, alone. */
export const beginIndexing = statement(
  'search.begin',
  `SELECT pg_advisory_xact_lock_shared(4210308), set_config('synchronous_commit', 'off', true)`,
);

/** Waits for those who index, where there is something to forget. */
export const beginForgetting = statement<{ some: boolean }>(
  'search.begin-forgetting',
  `SELECT true AS some, pg_advisory_xact_lock(4210308) WHERE EXISTS (SELECT FROM search_forgotten)`,
);

/** Takes away the documents of what was deleted while somebody indexed, unless it has come back under its id. */
export const forget = statement(
  'search.forget',
  `WITH forgotten AS (DELETE FROM search_forgotten RETURNING id, type)
   DELETE FROM search_documents d USING forgotten f
    WHERE d.id = f.id AND d.type = f.type AND NOT CASE d.type ${foundTypes
      .map(({ type, table }) => `WHEN '${type}' THEN EXISTS (SELECT FROM ${table} x WHERE x.id = d.id)`)
      .join('\n')} END`,
);

/** One worker at a time moves the cursor. */
export const claimCursor = statement<{ mine: boolean }>(
  'search.claim',
  'SELECT pg_try_advisory_xact_lock(4210309) AS mine',
);

/** Ids of documents and the newest event of each, of the events `tail (seq, name, stream_id, resource_id)`. */
function touched({ table, type, events, around }: FoundType): string {
  const single = `SELECT tail.resource_id AS id, tail.seq FROM tail WHERE tail.name IN (${words(events)})`;
  const many = around.map(
    (one) =>
      `SELECT x.id, tail.seq FROM tail JOIN ${table} x ON ${one.of} WHERE tail.name IN (${words(one.events)})`,
  );
  const each = [single, ...many].join(' UNION ALL ');
  return `SELECT '${type}' AS type, id, max(seq) AS seq FROM (${each}) AS one GROUP BY id`;
}

const stale = `
  SELECT t.type, t.id, t.seq FROM (${ofEachType(touched, followedTypes)}) AS t
    LEFT JOIN search_documents d ON d.id = t.id AND d.type = t.type
   WHERE d.seq IS NULL OR d.seq < t.seq`;

/** `newer` is how the document that is there must compare to be written over. */
const write = (stales: string, newer: '<' | '<=' = '<') => `
  INSERT INTO search_documents AS d (id, type, place_id, seq, key, trigrams, vector)
  SELECT id, type, place_id, seq, key, search_trigrams(key), search_vector(title, tags, body)
    FROM (${ofEachType(
      ({ type, table, place, title, tags, body }) => `
      SELECT s.id, s.type, s.seq, ${place} AS place_id, ${title} AS title, ${tags} AS tags, ${body} AS body
        FROM ${stales} s JOIN ${table} x ON x.id = s.id WHERE s.type = '${type}'`,
    )}) AS thing
   CROSS JOIN LATERAL (SELECT search_key(title || ' ' || tags)) AS keyed (key)
   ORDER BY id, type
  ON CONFLICT (id, type) DO UPDATE
     SET place_id = excluded.place_id, seq = excluded.seq, key = excluded.key,
         trigrams = excluded.trigrams, vector = excluded.vector
   WHERE d.seq ${newer} excluded.seq`;

/** Events of the places that the cursor has not passed. The cursor is read first, so that each is a range of an index. */
const tailOf = (places: string) => `
  SELECT o.seq, o.name, o.stream_id, o.resource_id
    FROM ${places} CROSS JOIN LATERAL (
         SELECT seq, name, stream_id, resource_id FROM outbox
          WHERE stream_id = mine.id AND seq > (SELECT indexed_seq FROM search_cursor)
            AND name IN (${words(indexedEvents)})) AS o`;

/** A thing that was purged has no document to come. */
const still = ofEachType(
  ({ type, table }) => `SELECT 1 FROM stale s JOIN ${table} x ON x.id = s.id WHERE s.type = '${type}'`,
  followedTypes,
);

/**
 * The places that the user $1 has, or the planner named by $2 alone, and whether there is something new in them: planners,
 * plans, and where templates are that not everybody sees. Of the last, each is asked for by itself when it was found.
 */
export const lookAround = statement<{ places: Id[]; stale: boolean }>(
  'search.look-around',
  `WITH mine AS MATERIALIZED (
     SELECT p.id FROM planners p
      WHERE $2::uuid IS NULL AND p.deleted_at IS NULL AND p.archived_at IS NULL AND p.owner_id = $1
     UNION ALL
     SELECT p.id FROM planner_members m JOIN planners p ON p.id = m.planner_id
      WHERE $2::uuid IS NULL AND m.user_id = $1 AND p.owner_id IS DISTINCT FROM $1 AND p.deleted_at IS NULL AND p.archived_at IS NULL
     UNION ALL
     SELECT p.id FROM planners p WHERE p.id = $2 AND p.deleted_at IS NULL
     UNION ALL
     SELECT p.id FROM plans p WHERE $2::uuid IS NULL AND p.deleted_at IS NULL AND p.id IN ${plansOf('$1')}
   ), places AS (
     SELECT id FROM mine
     UNION ALL SELECT $1 WHERE $2::uuid IS NULL
     UNION ALL (
       SELECT m.team_id FROM team_members m WHERE $2::uuid IS NULL AND m.user_id = $1
       UNION SELECT t.team_id FROM templates t WHERE $2::uuid IS NULL AND t.owner_id = $1 AND t.team_id IS NOT NULL)
   ), tail AS MATERIALIZED (${tailOf('mine')}
   ), stale AS (${stale})
   SELECT (SELECT coalesce(array_agg(id), '{}') FROM places) AS places,
          (SELECT EXISTS (SELECT FROM tail)) AND EXISTS (${still}) AS stale`,
);

/** Writes up to $2 documents that are behind in the places $1; gives how many. */
export const indexPlaces = statement<{ count: number }>(
  'search.index-places',
  `WITH tail AS MATERIALIZED (${tailOf('unnest($1::uuid[]) AS mine (id)')}
   ), stale AS MATERIALIZED (${stale} LIMIT $2
   ), written AS (${write('stale')} RETURNING 1)
   SELECT count(*)::int AS count FROM written`,
);

/** Writes what the next $1 delivered events have changed, and moves the cursor; gives how many events, and their age in seconds. */
export const indexNext = statement<{ events: number; age: number | null }>(
  'search.index-next',
  `WITH tail AS MATERIALIZED (
     SELECT seq, name, stream_id, resource_id, occurred_at FROM outbox
      WHERE seq > (SELECT indexed_seq FROM search_cursor) AND seq <= ${DELIVERED_UP_TO}
      ORDER BY seq LIMIT $1
   ), stale AS MATERIALIZED (${stale}
   ), written AS (${write('stale')} RETURNING 1
   ), moved AS (
     UPDATE search_cursor SET indexed_seq = greatest(indexed_seq, (SELECT max(seq) FROM tail))
      WHERE EXISTS (SELECT FROM tail))
   SELECT count(*)::int AS events, extract(epoch FROM now() - min(occurred_at))::float8 AS age FROM tail`,
);

/** Documents of the next things of a kind, by id after $1 and $2 at most: written anew, whatever is there. */
export const rebuildNext = Object.fromEntries(
  foundTypes.map(({ type, table }) => [
    type,
    statement<{ last: Id | null; count: number }>(
      `search.rebuild-${type}`,
      `WITH stale AS MATERIALIZED (
         SELECT '${type}' AS type, x.id, coalesce((
                SELECT d.seq FROM search_documents d WHERE d.id = x.id AND d.type = '${type}'), 0) AS seq
           FROM ${table} x WHERE $1::uuid IS NULL OR x.id > $1 ORDER BY x.id LIMIT $2
       ), written AS (${write('stale', '<=')} RETURNING 1)
       SELECT (SELECT (array_agg(id ORDER BY id DESC))[1] FROM stale) AS last,
              (SELECT count(*)::int FROM stale) AS count, count(*) AS written FROM written`,
    ),
  ]),
);
