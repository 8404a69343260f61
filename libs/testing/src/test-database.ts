import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** A database of its own for a test file, cloned from the migrated template. */
export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** Template databases are cloned one at a time: PostgreSQL refuses a clone while another connection is open to it. */
const CLONE_LOCK = 4_210_302;

export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = process.env['DATABASE_URL'];
  if (adminUrl === undefined) throw new Error('DATABASE_URL is not set; run the tests with npm test');
  const name = `almanac_test_${randomBytes(6).toString('hex')}`;
  await asAdmin(adminUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [CLONE_LOCK]);
    await client.query(`CREATE DATABASE ${name} TEMPLATE almanac_template`);
  });
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () =>
      asAdmin(
        adminUrl,
        async (client) => void (await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
      ),
  };
}

async function asAdmin(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
