import type { Id } from '@almanac/kernel';
import { statement } from '@almanac/platform';
import type { SearchType } from '../../domain/search/search-query';
import { foundTypes, ofEachType } from './found-types';

/**
 * Titles that have this part of the query's trigrams, and side by side this much of them, are looked at more closely, the
 * nearest of them (domain/search/likeness.ts): two letters in each other's place leave three of seven.
 */
const SHARED = 0.4;
const SIMILAR = 0.2;
const NEAREST = 50;
/** Texts that only resemble the query are looked for where fewer than this have it as it is. */
const FEW = 3;
/** Characters of a text that a snippet may be taken from. */
const SHOWN = 4000;

export interface FoundRow {
  type: SearchType;
  id: Id;
  planner_id: Id;
  title: string;
  body: string;
  tags: string;
  score: number;
  loose: boolean;
}

// Scalar subqueries, as PostgreSQL may turn EXISTS into a hash of the whole table, made anew at each call.
const isLive = foundTypes
  .map(
    ({ type, table, plannerId, live }) => `
      WHEN '${type}' THEN (SELECT true FROM ${table} x
        WHERE x.id = ranked.id AND ${plannerId} = ranked.planner_id AND ${live})`,
  )
  .join('');

/** The best of the ranked documents whose things are there: in their order, so that it stops after a few. */
const best = (ranked: string, most = '$5') => `
  SELECT * FROM (${ranked} ORDER BY score DESC, id DESC OFFSET 0) AS ranked
   WHERE CASE type ${isLive} END
   ORDER BY score DESC, id DESC LIMIT ${most}`;

/**
 * $1 planners that may be seen, $2 the query for `websearch_to_tsquery`, $3 the last word, $4 whether it is joined by "or",
 * $5 how many, $6 kinds, $7 what to compare by trigrams, $8 what must not be there.
 *
 * The documents of the planners are read by an index and compared one by one: a GIN index on all documents was measured
 * and is slower, as it finds everybody's (ADR 85). A query without a word, such as a smiley, is looked for as it stands.
 */
export const findDocuments = statement<FoundRow>(
  'search.find',
  `WITH asked AS MATERIALIZED (
     SELECT CASE WHEN $4::boolean THEN web || word ELSE web && word END AS query,
            websearch_to_tsquery('simple', search_fold(coalesce($8, ''))) AS barred,
            key, bits,
            (ceil(${SHARED} * trigrams) - trigrams + bit_count(bits))::bigint AS shared
       FROM (SELECT *, search_trigrams(key) AS bits, cardinality(show_trgm(key)) AS trigrams
               FROM (SELECT websearch_to_tsquery('simple', search_fold($2)) AS web,
                    CASE WHEN btrim(search_fold(coalesce($3, ''))) = '' THEN ''::tsquery
                         ELSE to_tsquery('simple', '''' || replace(replace(search_fold($3), '\\', ' '), '''', ' ') || ''':*')
                    END AS word,
                    btrim(search_key(coalesce($7, ''))) AS key) AS folded) AS parts
   ), word AS MATERIALIZED (SELECT numnode(query) > 0 AS has_words FROM asked
   ), exact AS MATERIALIZED (
     SELECT d.type, d.id, d.planner_id,
            0.5 + 0.5 * ts_rank('{0.1, 0.2, 0.5, 1}', d.vector, (SELECT query FROM asked), 32) AS score
       FROM unnest($1::uuid[]) AS mine (id)
      CROSS JOIN LATERAL (SELECT * FROM search_documents d WHERE d.planner_id = mine.id OFFSET 0) AS d
      WHERE d.type = ANY ($6::text[])
        AND CASE WHEN (SELECT has_words FROM word) THEN d.vector @@ (SELECT query FROM asked)
                 ELSE (SELECT key FROM asked) <> '' AND strpos(d.key, (SELECT key FROM asked)) > 0
                      AND NOT d.vector @@ (SELECT barred FROM asked) END
   ), top AS MATERIALIZED (${best('SELECT * FROM exact')}
   ), near AS MATERIALIZED (
     SELECT d.type, d.id, d.planner_id, word_similarity((SELECT key FROM asked), d.key) AS likeness
       FROM unnest($1::uuid[]) AS mine (id)
      CROSS JOIN LATERAL (SELECT * FROM search_documents d WHERE d.planner_id = mine.id OFFSET 0) AS d
      WHERE $7::text IS NOT NULL AND (SELECT has_words FROM word)
        AND (SELECT count(*) FROM top) < least($5::int, ${FEW})
        AND d.type = ANY ($6::text[])
        AND bit_count(d.trigrams & (SELECT bits FROM asked)) >= (SELECT shared FROM asked)
        AND NOT d.vector @@ (SELECT barred FROM asked) AND NOT d.vector @@ (SELECT query FROM asked)
   ), alike AS MATERIALIZED (
     SELECT type, id, planner_id, 0.5 * likeness AS score FROM near WHERE likeness >= ${SIMILAR}
   ), found AS MATERIALIZED (
     SELECT *, false AS loose FROM top
     UNION ALL SELECT *, true FROM (${best('SELECT * FROM alike', `greatest($5::int, ${NEAREST})`)}) AS resembling)
   SELECT f.type, f.id, f.planner_id, thing.title, coalesce(left(thing.body, ${SHOWN}), '') AS body, thing.tags,
          round(f.score::numeric, 4)::float8 AS score, f.loose
     FROM found f CROSS JOIN LATERAL (${ofEachType(
       ({ type, table, shown, tags, body }) =>
         `SELECT ${shown} AS title, ${tags} AS tags, ${body} AS body FROM ${table} x WHERE f.type = '${type}' AND x.id = f.id`,
     )}) AS thing
    ORDER BY f.score DESC, f.id DESC`,
);
