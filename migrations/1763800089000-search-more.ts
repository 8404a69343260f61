import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The search finds comments, plans and templates, too. Documents are filed by their place, which is a planner or what
 * stands in its stead. Templates are in no stream that a search could follow, and are written rarely: a trigger writes
 * their documents. Public ones have an index of their own, as everybody looks at them.
 */
export class SearchMore1763800089000 implements MigrationInterface {
  readonly name = 'SearchMore1763800089000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...places, ...templates, ...triggers, ...documents])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of back) await runner.query(statement);
  }
}

const PUBLIC = `'00000000-0000-0000-0000-000000000000'`;

const places = [
  `ALTER TABLE search_documents RENAME COLUMN planner_id TO place_id`,
  `ALTER INDEX search_documents_planner RENAME TO search_documents_place`,
  `CREATE INDEX search_documents_public ON search_documents USING gin (vector) WHERE place_id = ${PUBLIC}`,
];

/** `t` is a template; what is found of it is what found-types.ts says. */
const template = (t: string) => `
  SELECT ${t}.id, 'template' AS type,
         CASE ${t}.visibility WHEN 'public' THEN ${PUBLIC} WHEN 'team' THEN ${t}.team_id ELSE ${t}.owner_id END AS place_id,
         ${t}.version AS seq, ${t}.name AS title, array_to_string(${t}.tags, ' ') AS tags,
         concat_ws(E'\\n', ${t}.description, ${t}.category) AS body`;

const write = (things: string) => `
  INSERT INTO search_documents AS d (id, type, place_id, seq, key, trigrams, vector)
  SELECT id, type, place_id, seq, key, search_trigrams(key), search_vector(title, tags, body)
    FROM (${things}) AS thing CROSS JOIN LATERAL (SELECT search_key(title || ' ' || tags)) AS keyed (key)`;

const templates = [
  // The version stands for the event: a rebuild that read the template before it was changed overwrites nothing.
  `CREATE FUNCTION search_template() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN ${write(template('NEW'))}
     ON CONFLICT (id, type) DO UPDATE
        SET place_id = excluded.place_id, seq = excluded.seq, key = excluded.key, trigrams = excluded.trigrams,
            vector = excluded.vector;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER search_templates_written
     AFTER INSERT OR UPDATE OF owner_id, team_id, name, description, category, tags, visibility ON templates
     FOR EACH ROW EXECUTE FUNCTION search_template()`,
];

const kinds = { activity_comments: 'comment', plans: 'plan', templates: 'template' };
const triggers = Object.entries(kinds).map(
  ([
    table,
    type,
  ]) => `CREATE TRIGGER search_${table}_deleted AFTER DELETE ON ${table} REFERENCING OLD TABLE AS gone
     FOR EACH STATEMENT EXECUTE FUNCTION search_forget('${type}')`,
);

/** What is there already; events since then are gone through as ever. */
const documents = [
  write(`
    SELECT c.id, 'comment' AS type, a.planner_id AS place_id, 0 AS seq, '' AS title, '' AS tags, c.text AS body
      FROM activity_comments c JOIN activities a ON a.id = c.activity_id
    UNION ALL
    SELECT p.id, 'plan', p.id, 0, p.title, '', concat_ws(E'\\n', p.description,
           (SELECT string_agg(step ->> 'title', E'\\n') FROM json_array_elements(p.steps) AS step))
      FROM plans p
    UNION ALL ${template('t')} FROM templates t`),
];

const back = [
  ...Object.keys(kinds).map((table) => `DROP TRIGGER search_${table}_deleted ON ${table}`),
  'DROP TRIGGER search_templates_written ON templates',
  'DROP FUNCTION search_template()',
  `DELETE FROM search_documents WHERE type IN ('comment', 'plan', 'template')`,
  'DROP INDEX search_documents_public',
  'ALTER INDEX search_documents_place RENAME TO search_documents_planner',
  'ALTER TABLE search_documents RENAME COLUMN place_id TO planner_id',
];
