import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the search looks through: a document for each thing that can be found, how far the outbox has gone into them,
 * and the functions that fold texts. Deleting a thing for good takes its document along, whoever deletes it; nothing
 * is added to the tables of the things themselves, whose writes stay as quick as they were.
 */
export class Search1763800085000 implements MigrationInterface {
  readonly name = 'Search1763800085000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...extensions, ...functions, ...tables, ...triggers, ...documents]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER search_activities_deleted ON activities');
    await runner.query('DROP TRIGGER search_planners_deleted ON planners');
    await runner.query('DROP TABLE search_cursor');
    await runner.query('DROP TABLE search_documents');
    for (const name of [
      'search_forget()',
      'search_vector(text, text, text)',
      'search_trigrams(text)',
      'search_key(text)',
      'search_fold(text)',
    ]) {
      await runner.query(`DROP FUNCTION ${name}`);
    }
    // The extensions stay: they may have been there before, or serve others.
  }
}

/** Trusted since PostgreSQL 13: whoever may create objects in the database may create them. */
const extensions = ['CREATE EXTENSION IF NOT EXISTS pg_trgm', 'CREATE EXTENSION IF NOT EXISTS unaccent'];

/** Thai, Lao, Burmese, Khmer, Chinese, Japanese, Korean: written without blanks, or with words that run together. */
const UNSPACED =
  '[\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u2e80-\\u9fff\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff\\U00020000-\\U0003ffff]';

const functions = [
  // Without case, accents and ligatures; characters of scripts that are not spaced stand alone, so that a phrase finds them.
  `CREATE FUNCTION search_fold(given text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
     SELECT CASE WHEN plain.folded ~ '${UNSPACED}'
                 THEN regexp_replace(plain.folded, '(${UNSPACED})', ' \\1 ', 'g') ELSE plain.folded END
       FROM (SELECT lower(unaccent(normalize(given, NFKC)))) AS plain (folded) $$`,
  // What trigrams are made of. pg_trgm knows the letters of the database's locale alone, which may be C: Cyrillic and
  // Greek are written in Latin letters here, so that a slip of the finger is forgiven in them, too.
  `CREATE FUNCTION search_key(given text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
     SELECT left(translate(lower(unaccent(normalize(given, NFKC))), 'абвгдезийклмнопрстуфхцыьэαβγδεζηικλμνοπρσςτυφω',
                           'abvgdeziiklmnoprstufhcyyeabgdezhiklmnoprsstufo'), 600) $$`,
  // The trigrams of a key as bits: what has few bits of a word in common with it cannot resemble it.
  `CREATE FUNCTION search_trigrams(key text) RETURNS bit(256) LANGUAGE sql STABLE PARALLEL SAFE AS $$
     SELECT coalesce(bit_or((1::bit(256)) << (hashtext(trigram) & 255)), 0::bit(256))
       FROM unnest(show_trgm(key)) AS trigram $$`,
  // Bounded, as PostgreSQL refuses vectors of more than 1 MiB, and a character may unfold into eighteen.
  `CREATE FUNCTION search_vector(title text, tags text, body text) RETURNS tsvector
     LANGUAGE sql STABLE PARALLEL SAFE AS $$
     SELECT setweight(to_tsvector('simple', search_fold(left(title, 1000))), 'A')
         || setweight(to_tsvector('simple', left(search_fold(left(tags, 6000)), 12000)), 'B')
         || setweight(to_tsvector('simple', left(search_fold(left(coalesce(body, ''), 60000)), 80000)), 'D') $$`,
  // Whoever indexes holds the same lock shared (infrastructure/search/index.sql.ts): it cannot write a document of what is
  // being deleted just now.
  `CREATE FUNCTION search_forget() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF EXISTS (SELECT FROM gone) THEN
       PERFORM pg_advisory_xact_lock(4210308);
       DELETE FROM search_documents d USING gone WHERE d.id = gone.id AND d.type = TG_ARGV[0];
     END IF;
     RETURN NULL;
   END $$`,
];

const tables = [
  `CREATE TABLE search_documents (
     id uuid NOT NULL,
     type text NOT NULL,
     planner_id uuid NOT NULL,
     seq bigint NOT NULL,
     key text NOT NULL,
     trigrams bit(256) NOT NULL,
     vector tsvector NOT NULL,
     CONSTRAINT search_documents_pkey PRIMARY KEY (id, type)
   )`,
  `CREATE INDEX search_documents_planner ON search_documents (planner_id)`,
  `CREATE TABLE search_cursor (
     id boolean NOT NULL DEFAULT true,
     indexed_seq bigint NOT NULL DEFAULT 0,
     CONSTRAINT search_cursor_pkey PRIMARY KEY (id),
     CONSTRAINT search_cursor_one_row CHECK (id)
   )`,
  `INSERT INTO search_cursor DEFAULT VALUES`,
];

const forget = (table: string, type: string) =>
  `CREATE TRIGGER search_${table}_deleted AFTER DELETE ON ${table} REFERENCING OLD TABLE AS gone
     FOR EACH STATEMENT EXECUTE FUNCTION search_forget('${type}')`;
const triggers = [forget('activities', 'activity'), forget('planners', 'planner')];

/** What is there already; the events since then, and those before, are gone through by the worker once more. */
const documents = [
  `INSERT INTO search_documents (id, type, planner_id, seq, key, trigrams, vector)
   SELECT id, type, planner_id, 0, key, search_trigrams(key), search_vector(title, tags, body)
     FROM (SELECT p.id, 'planner' AS type, p.id AS planner_id, p.title, array_to_string(p.tags, ' ') AS tags,
                  p.description AS body FROM planners p
           UNION ALL
           SELECT a.id, 'activity', a.planner_id, a.title, array_to_string(a.tags, ' '), a.description
             FROM activities a) AS thing
    CROSS JOIN LATERAL (SELECT search_key(title || ' ' || tags)) AS keyed (key)`,
];
