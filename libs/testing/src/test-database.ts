import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** A database of its own for a test file, cloned from the migrated template. */
export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** Template databases are cloned one at a time: PostgreSQL refuses a clone while another connection is open to it. */
const CLONE_LOCK = 4_210_302;

/** Where the run's own databases are told of, which stand ready (test/setup/ready-databases.ts). */
const CHANNEL = 'almanac_databases';

export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = process.env['DATABASE_URL'];
  if (adminUrl === undefined) throw new Error('DATABASE_URL is not set; run the tests with npm test');
  const prefix = process.env['ALMANAC_READY_DATABASES'];
  const name = `almanac_test_${randomBytes(6).toString('hex')}`;
  await asAdmin(adminUrl, async (client) => {
    if (prefix !== undefined && (await takeReady(client, prefix, name))) return;
    await client.query('SELECT pg_advisory_lock($1)', [CLONE_LOCK]);
    await client.query(`CREATE DATABASE ${name} TEMPLATE almanac_template`);
  });
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    // Where somebody clones ahead, the same drops it: nobody waits for that either.
    drop: () =>
      asAdmin(adminUrl, (client) =>
        prefix === undefined
          ? client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
          : tell(client, `done ${name}`),
      ),
  };
}

async function takeReady(client: Client, prefix: string, name: string): Promise<boolean> {
  const { rows } = await client.query<{ ready: string }>(
    'SELECT datname AS ready FROM pg_database WHERE starts_with(datname::text, $1) ORDER BY random()',
    [prefix],
  );
  for (const { ready } of rows) {
    // Another worker may have taken it meanwhile.
    const taken = await client.query(`ALTER DATABASE ${ready} RENAME TO ${name}`).catch(() => undefined);
    if (!taken) continue;
    await tell(client, `taken ${ready}`);
    return true;
  }
  await tell(client, 'wanted');
  return false;
}

const tell = (client: Client, news: string): Promise<unknown> =>
  client.query('SELECT pg_notify($1, $2)', [CHANNEL, news]);

async function asAdmin(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
