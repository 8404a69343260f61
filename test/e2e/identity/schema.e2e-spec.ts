import { systemRoles } from '@almanac/contracts';
import { identityEntities } from '@almanac/identity';
import { schemaDrift } from '@almanac/platform';
import { createTestDatabase, testConfig, type TestDatabase } from '@almanac/testing';
import { Client } from 'pg';
import { Identity1763700001000 } from '../../../migrations/1763700001000-identity';

describe('the schema of identity', () => {
  let database: TestDatabase;
  let client: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
  });

  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('is what the entities say', async () => {
    const config = await testConfig(database.url);
    const drift = await schemaDrift(config, {
      entities: identityEntities,
      migrations: [Identity1763700001000],
    });
    expect(drift).toEqual([]);
  });

  it('holds the system roles of the contracts', async () => {
    const { rows } = await client.query<{ name: string; permissions: string[] }>(
      'SELECT name, permissions FROM roles WHERE system',
    );
    const seeded = Object.fromEntries(rows.map((row) => [row.name, [...row.permissions].sort()]));
    const declared = Object.fromEntries(
      Object.entries(systemRoles).map(([name, grants]) => [name, [...grants].sort()]),
    );
    expect(seeded).toEqual(declared);
  });
});
