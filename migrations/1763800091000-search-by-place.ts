import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The index of places says what a search for slips of the finger asks of each document, so that the documents themselves
 * need not be read. Who deletes a thing no longer waits for whoever indexes: what cannot be forgotten at once is noted.
 */
export class SearchByPlace1763800091000 implements MigrationInterface {
  readonly name = 'SearchByPlace1763800091000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX search_documents_place');
    await runner.query(
      'CREATE INDEX search_documents_place ON search_documents (place_id) INCLUDE (type, id, trigrams)',
    );
    await runner.query(
      `CREATE TABLE search_forgotten (
         id uuid NOT NULL,
         type text NOT NULL,
         CONSTRAINT search_forgotten_pkey PRIMARY KEY (id, type)
       )`,
    );
    await runner.query(forget(orNoted));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(forget(waiting));
    await runner.query(
      'DELETE FROM search_documents d USING search_forgotten f WHERE d.id = f.id AND d.type = f.type',
    );
    await runner.query('DROP TABLE search_forgotten');
    await runner.query('DROP INDEX search_documents_place');
    await runner.query('CREATE INDEX search_documents_place ON search_documents (place_id)');
  }
}

const forget = (body: string) => `
  CREATE OR REPLACE FUNCTION search_forget() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF EXISTS (SELECT FROM gone) THEN
       ${body}
     END IF;
     RETURN NULL;
   END $$`;
const now = 'DELETE FROM search_documents d USING gone WHERE d.id = gone.id AND d.type = TG_ARGV[0];';

/** Whoever indexes holds the same lock shared, and may have read what is being deleted just now. */
const orNoted = `
       IF pg_try_advisory_xact_lock(4210308) THEN
         ${now}
       ELSE
         INSERT INTO search_forgotten (id, type) SELECT id, TG_ARGV[0] FROM gone ON CONFLICT DO NOTHING;
       END IF;`;
const waiting = `
       PERFORM pg_advisory_xact_lock(4210308);
       ${now}`;
