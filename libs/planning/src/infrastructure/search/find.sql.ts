import type { Id } from '@almanac/kernel';
import { statement } from '@almanac/platform';
import type { SearchType } from '../../domain/search/search-query';
import { foundTypes, ofEachType, PUBLIC_PLACE } from './found-types';

/**
 * Titles that have this part of the query's trigrams, and side by side this much of them, are looked at more closely, the
 * nearest of them (domain/search/likeness.ts): two letters in each other's place leave three of seven.
 */
const SHARED = 0.4;
const SIMILAR = 0.2;
const NEAREST = 30;
/** Of titles that have trigrams of the query, so many that have the most are compared with it, which is dear. */
const COMPARED = 80;
/** Beyond what was asked for, so many that have the query are ranked to make up for what was deleted; all, if that is too few. */
const SPARE = 100;
/** Texts that only resemble the query are looked for where fewer than this have it as it is. */
const FEW = 3;
/** Of what is open to everybody, so many are looked at for what only resembles the query. */
const OPEN = 2000;
/** Characters of a text that a snippet may be taken from. */
const SHOWN = 4000;

export interface FoundRow {
  type: SearchType;
  id: Id;
  planner_id: Id | null;
  activity_id: Id | null;
  title: string;
  body: string;
  tags: string;
  score: number;
  loose: boolean;
}

// Scalar subqueries, as PostgreSQL may turn EXISTS into a hash of the whole table, made anew at each call.
const isLive = foundTypes
  .map(
    ({ type, table, place, live }) => `
      WHEN '${type}' THEN (SELECT true FROM ${table} x
        WHERE x.id = ranked.id AND ${place} = ranked.place_id AND ${live('$9')})`,
  )
  .join('');

/** The best of the ranked documents whose things are there: in their order, so that it stops after a few. */
const best = (ranked: string, most: string) => `
  SELECT * FROM (${ranked}) AS ranked
   WHERE CASE type ${isLive} END
   ORDER BY score DESC, id DESC LIMIT ${most}`;

const asked = (what: string) => `(SELECT ${what} FROM asked)`;
const hasQuery = `d.vector @@ ${asked('query')}`;
/** As it is; a query without a word, such as a smiley, is looked for as it stands. */
const isExact = `CASE WHEN ${asked('has_words')} THEN ${hasQuery}
  ELSE ${asked('key')} <> '' AND strpos(d.key, ${asked('key')}) > 0 AND NOT d.vector @@ ${asked('barred')} END`;
const shared = `bit_count(d.trigrams & ${asked('bits')})`;
const isNear = `(SELECT count(*) FROM top) < least($5::int, ${FEW}) AND ${asked('loose')}
  AND ${shared} >= ${asked('shared')}`;
const ofKinds = `($6::text[] IS NULL OR d.type = ANY ($6))`;
const inPlaces = `search_documents d WHERE d.place_id = ANY ($1::uuid[]) AND ${ofKinds}`;

const exact = (from: string, when = 'true') => `
  SELECT d.type, d.id, d.place_id,
         0.5 + 0.5 * ts_rank('{0.1, 0.2, 0.5, 1}', d.vector, ${asked('query')}, 32) AS score
    FROM ${from} AND ${when} AND ${isExact}`;
const near = (from: string) => `
  SELECT d.type, d.id, d.place_id, ${shared} AS score FROM ${from} AND ${isNear}`;
const openOnes = `$10::boolean AND ($6::text[] IS NULL OR 'template' = ANY ($6))`;
const byIndex = `search_documents d WHERE d.place_id = ${PUBLIC_PLACE} AND ${openOnes} AND ${hasQuery}`;
/** Of places that were made later first, whose things most often come first among equals: the others then need no sorting. */
const newestFirst = 'ORDER BY d.place_id DESC';
const someOpen = `(SELECT * FROM search_documents WHERE place_id = ${PUBLIC_PLACE} AND ${openOnes} LIMIT ${OPEN}) AS d`;
/** All that this asks for is in the index of places: of the rows themselves few are read. */
const nearest = `
  SELECT *, (SELECT d.key FROM search_documents d WHERE d.id = nearest.id AND d.type = nearest.type
                AND NOT d.vector @@ ${asked('barred')} AND NOT ${hasQuery}) AS key
    FROM (${near(inPlaces)} UNION ALL ${near(`${someOpen} WHERE true`)}
           ORDER BY score DESC, id DESC LIMIT ${COMPARED}) AS nearest
   OFFSET 0`;
const likeness = `
  SELECT type, id, place_id, 0.5 * likeness AS score
    FROM (SELECT *, word_similarity(${asked('key')}, key) AS likeness FROM (${nearest}) AS near
           WHERE key IS NOT NULL OFFSET 0) AS compared
   WHERE likeness >= ${SIMILAR} ORDER BY score DESC, id DESC`;
const allExact = (when?: string) => `
  (${exact(inPlaces, when)} ${newestFirst}) UNION ALL ${exact(byIndex, when)}
  UNION ALL ${exact(`${someOpen} WHERE NOT ${asked('has_words')}`, when)} ORDER BY score DESC, id DESC`;
const ranked = `$5::int + ${SPARE}`;
/** Many were deleted: among those that were ranked are too few, and there are more. */
const goesOn = `(SELECT count(*) FROM first) < $5::int AND (SELECT count(*) FROM ranked) = ${ranked}`;

/**
 * $1 places that may be seen, $2 the query for `websearch_to_tsquery`, $3 the last word, $4 whether it is joined by "or",
 * $5 how many, $6 kinds or null for all, $7 what to compare by trigrams, $8 what must not be there, $9 the user,
 * $10 whether to look at what is open to everybody.
 *
 * The documents of the places are read by an index and compared one by one: a GIN index on all documents was measured
 * and is slower, as it finds everybody's (ADR 85). What is open to everybody has one of its own. Where little was found,
 * likeness is looked for in the index alone: to look for it at once made every search a third slower.
 */
export const findDocuments = statement<FoundRow>(
  'search.find',
  `WITH asked AS MATERIALIZED (
     SELECT *, numnode(query) > 0 AS has_words, numnode(query) > 0 AND $7::text IS NOT NULL AS loose
       FROM (SELECT CASE WHEN $4::boolean THEN web || word ELSE web && word END AS query,
                    websearch_to_tsquery('simple', search_fold(coalesce($8, ''))) AS barred,
                    key, bits,
                    (ceil(${SHARED} * trigrams) - trigrams + bit_count(bits))::bigint AS shared
               FROM (SELECT *, search_trigrams(key) AS bits, cardinality(show_trgm(key)) AS trigrams
                       FROM (SELECT websearch_to_tsquery('simple', search_fold($2)) AS web,
                            CASE WHEN btrim(search_fold(coalesce($3, ''))) = '' THEN ''::tsquery
                                 ELSE to_tsquery('simple', '''' || replace(replace(search_fold($3), '\\', ' '), '''', ' ') || ''':*')
                            END AS word,
                            btrim(search_key(coalesce($7, ''))) AS key) AS folded) AS parts) AS whole
   ), ranked AS MATERIALIZED (${allExact()} LIMIT ${ranked}
   ), first AS MATERIALIZED (${best('SELECT * FROM ranked', '$5')}
   ), top AS MATERIALIZED (
     SELECT * FROM first
     UNION ALL (${best(`${allExact(goesOn)} OFFSET ${ranked}`, '$5::int - (SELECT count(*) FROM first)')})
   ), alike AS MATERIALIZED (${best(likeness, `greatest($5::int, ${NEAREST})`)}
   ), found AS MATERIALIZED (
     SELECT *, false AS loose FROM top UNION ALL SELECT *, true FROM alike)
   SELECT f.type, f.id, thing.planner_id, thing.activity_id, thing.title, coalesce(left(thing.body, ${SHOWN}), '') AS body,
          thing.tags, round(f.score::numeric, 4)::float8 AS score, f.loose
     FROM found f CROSS JOIN LATERAL (${ofEachType(
       ({ type, table, inPlanner, shown, tags, body, excerpt }) =>
         `SELECT ${inPlanner ? 'f.place_id' : 'NULL::uuid'} AS planner_id,
                 ${type === 'comment' ? 'x.activity_id' : 'NULL::uuid'} AS activity_id,
                 ${shown} AS title, ${tags} AS tags, ${excerpt ?? body} AS body
            FROM ${table} x WHERE f.type = '${type}' AND x.id = f.id`,
     )}) AS thing
    ORDER BY f.score DESC, f.id DESC`,
);
