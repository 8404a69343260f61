import { rm } from 'node:fs/promises';
import { Client } from 'pg';
import { createTestDatabase, testEnvironment, type TestDatabase } from '@almanac/testing';
import { migrateCommand } from '../../../apps/cli/src/migrate.command';

/** `almanac migrate`, where a slip would cost data. */
describe('almanac migrate', () => {
  const env = process.env;
  let database: TestDatabase;
  let settings: Record<string, string>;

  beforeAll(async () => {
    database = await createTestDatabase();
    settings = await testEnvironment(database.url);
    process.env = { ...env, ...settings };
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  });

  afterAll(async () => {
    jest.restoreAllMocks();
    process.env = env;
    await database.drop();
    await rm(settings['DATA_DIR'] ?? '', { recursive: true, force: true });
  });

  const run = (...args: string[]) => migrateCommand().exitOverride().parseAsync(args, { from: 'user' });

  async function applied(): Promise<number> {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      const { rows } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM migrations');
      return rows[0]?.count ?? 0;
    } finally {
      await client.end();
    }
  }

  it('takes nothing back to check a database that was in use', async () => {
    const before = await applied();
    expect(before).toBeGreaterThan(0);
    await expect(run('--check')).rejects.toThrow('--check is for an empty database');
    expect(await applied()).toBe(before);
  });

  it.each(['all', '0', '-1', '1.5', ''])('refuses to take back %p migrations', async (steps) => {
    const before = await applied();
    await expect(run('--revert', steps)).rejects.toMatchObject({ code: 'commander.invalidArgument' });
    expect(await applied()).toBe(before);
  });

  it('takes the last one back, and brings it again', async () => {
    const before = await applied();
    await run('--revert');
    expect(await applied()).toBe(before - 1);
    await run();
    expect(await applied()).toBe(before);
  });
});
