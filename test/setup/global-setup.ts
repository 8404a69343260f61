/**
 * Runs once before all tests: makes the migrated database `almanac_template`, of which each test file gets a clone
 * (libs/testing), and has clones made ahead. A template of the same migrations that an earlier run made is kept.
 *
 * Jest loads this file outside its own module system: what it needs of our sources comes through ./sources.cjs.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import type { migrations } from '../../migrations';
import { CLOSE_READY_DATABASES, ReadyDatabases } from './ready-databases';
import './sources.cjs';

export const TEMPLATE_DATABASE = 'almanac_template';

const root = resolve(__dirname, '../..');
/** What the migrated schema depends on. */
const sources = [
  ...['migrations', 'libs/contracts/src', 'libs/kernel/src', 'libs/platform/src/database'],
  ...['libs/planning/src/domain/templates', 'libs/planning/src/infrastructure/templates'],
];

async function globalSetup(): Promise<void> {
  const url = process.env['DATABASE_URL'];
  if (!url)
    throw new Error('DATABASE_URL is not set: run the tests with npm test, which starts what they need.');
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await makeTemplate(client, url);
  } finally {
    await client.end();
  }
  const databases = await ReadyDatabases.open(url, TEMPLATE_DATABASE);
  process.env['ALMANAC_READY_DATABASES'] = databases.prefix;
  // For global-teardown.ts: Jest has no other way from the one to the other.
  Object.assign(globalThis, { [CLOSE_READY_DATABASES]: () => databases.close() });
}

async function makeTemplate(client: Client, url: string): Promise<void> {
  // Only ever on a server of our own: clones that a killed run has left.
  if (process.env['ALMANAC_TEST_CLUSTER'] === 'own') await dropLeftovers(client);
  const mark = fingerprint();
  if ((await markOf(client)) === mark) return;
  await client.query(`DROP DATABASE IF EXISTS ${TEMPLATE_DATABASE} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`);
  await migrate(databaseUrl(url, TEMPLATE_DATABASE));
  await client.query(`COMMENT ON DATABASE ${TEMPLATE_DATABASE} IS '${mark}'`);
}

async function dropLeftovers(client: Client): Promise<void> {
  const kept = ['postgres', 'almanac', TEMPLATE_DATABASE];
  const { rows } = await client.query<{ name: string }>(
    'SELECT quote_ident(datname) AS name FROM pg_database WHERE NOT datistemplate AND datname <> ALL($1)',
    [kept],
  );
  for (const { name } of rows) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

async function markOf(client: Client): Promise<string | undefined> {
  const { rows } = await client.query<{ mark: string | null }>(
    `SELECT shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datname = $1`,
    [TEMPLATE_DATABASE],
  );
  return rows[0]?.mark ?? undefined;
}

async function migrate(url: string): Promise<void> {
  const { loadConfig, migrateDatabase } = await import('@almanac/platform');
  const { templateCatalogue } = await import('@almanac/planning');
  const list = (await import(join(root, 'migrations'))) as { migrations: typeof migrations };
  const secret = randomBytes(32).toString('hex');
  const secrets = { JWT_SECRET: secret, TOKEN_SECRET: secret, ENCRYPTION_KEY: secret };
  const config = loadConfig({ ...process.env, DATABASE_URL: url, ...secrets });
  await migrateDatabase(config, { entities: [], migrations: list.migrations, seeds: [templateCatalogue] });
}

function databaseUrl(url: string, database: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${database}`;
  return parsed.href;
}

function fingerprint(): string {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const name of readdirSync(join(root, source), { recursive: true, encoding: 'utf8' }).sort()) {
      if (name.endsWith('.ts')) hash.update(name).update(readFileSync(join(root, source, name)));
    }
  }
  return hash.digest('hex');
}

// Jest asks for a default export or module.exports here.
module.exports = globalSetup;
