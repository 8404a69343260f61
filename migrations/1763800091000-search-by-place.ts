import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The index of places says what a search for slips of the finger asks of each document, so that the documents themselves
 * need not be read.
 */
export class SearchByPlace1763800091000 implements MigrationInterface {
  readonly name = 'SearchByPlace1763800091000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX search_documents_place');
    await runner.query(
      'CREATE INDEX search_documents_place ON search_documents (place_id) INCLUDE (type, id, trigrams)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX search_documents_place');
    await runner.query('CREATE INDEX search_documents_place ON search_documents (place_id)');
  }
}
