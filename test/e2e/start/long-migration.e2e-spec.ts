import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { migrateDatabase } from '@almanac/platform';
import { createTestDatabase, testConfig, type TestDatabase } from '@almanac/testing';

class Long1763999999000 implements MigrationInterface {
  readonly name = 'Long1763999999000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('SELECT pg_sleep(3)');
  }
  down(): Promise<void> {
    return Promise.resolve();
  }
}
class Waiting1763999999100 implements MigrationInterface {
  readonly name = 'Waiting1763999999100';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE held ADD COLUMN more int');
  }
  down(): Promise<void> {
    return Promise.resolve();
  }
}

/** On a database whose queries are short. */
describe('a migration', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const migrate = async (migration: new () => MigrationInterface) =>
    migrateDatabase(await testConfig(database.url, { DATABASE_STATEMENT_TIMEOUT_MS: '1500' }), {
      entities: [],
      migrations: [migration],
    });

  it('may work for longer than a query of a request may take', async () => {
    expect(await migrate(Long1763999999000)).toEqual(['Long1763999999000']);
  });

  it('gives up where somebody holds what it wants, so that nobody waits behind it, and comes through later', async () => {
    const holder = new Client({ connectionString: database.url });
    await holder.connect();
    try {
      await holder.query('CREATE TABLE held (id int)');
      await holder.query('BEGIN');
      await holder.query('SELECT FROM held');
      await expect(migrate(Waiting1763999999100)).rejects.toThrow('lock timeout');
      await holder.query('COMMIT');
      expect(await migrate(Waiting1763999999100)).toEqual(['Waiting1763999999100']);
    } finally {
      await holder.end();
    }
  });
});
