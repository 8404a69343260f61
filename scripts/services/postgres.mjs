/**
 * A PostgreSQL server of Almanac's own: made with initdb, run in the foreground as a detached child (so that
 * Ctrl-C in the terminal reaches us alone and we end it last), reachable on 127.0.0.1 with a password only.
 */
import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from './data-directory.mjs';
import { Failure } from './failure.mjs';
import { giveTo, preparePostgres, spawnOptions } from './postgres-binaries.mjs';
import { pickPort } from './ports.mjs';
import { commandLineOf, end, isAlive, lastLine, run } from './processes.mjs';

const everyday = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '256MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
};
const settings = {
  durable: { ...everyday, max_connections: '100' },
  // Loses data when the machine stops, which tests do not mind, and is several times quicker.
  throwaway: {
    ...everyday,
    max_connections: '300',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    // Of a password that is random and opens nothing of worth; tests connect some thousand times.
    scram_iterations: '1',
  },
};

/**
 * Starts the server in `dataDirectory`/postgres, after ending one that a killed run has left there.
 * Resolves to { url, adminUrl, port, pid, stop(), kill() }; `url` is the application's own role and database,
 * `adminUrl` the superuser's.
 */
export async function startPostgres({ dataDirectory, secrets, rememberedPort, mode, say }) {
  const { bin, home, user } = await preparePostgres(dataDirectory, secrets.instance, say);
  const cluster = join(home, 'postgres');
  const unclean = await endLeftover(cluster);
  // After a crash without fsync nothing vouches for the files.
  if (unclean && mode === 'throwaway') rmSync(cluster, { recursive: true, force: true });
  if (!existsSync(join(cluster, 'PG_VERSION'))) await initialise({ bin, cluster, user, secrets, mode });
  await checkVersion(bin, cluster, user);

  const log = openLog(join(dataDirectory, 'postgres.log'));
  const deadline = Date.now() + 5_000;
  let port = rememberedPort;
  for (;;) {
    port = await pickPort(port);
    const server = launch({ bin, cluster, user, port, mode, log });
    const problem = await becomesReady(server, adminUrl(port, secrets));
    if (problem === undefined) {
      closeSync(log);
      await ensureDatabase(adminUrl(port, secrets), secrets, mode);
      return handle(server, port, secrets);
    }
    // Workers of a server that was killed hold its memory for a moment longer; a port may have gone since we looked.
    if (problem instanceof Failure || Date.now() > deadline) {
      await end(server.pid, { polite: 'SIGINT', rude: 'SIGQUIT', timeout: 5_000 });
      throw problem instanceof Failure
        ? problem
        : new Failure(`PostgreSQL did not start: ${lastError(dataDirectory)}`);
    }
    port = undefined;
    await sleep(250);
  }
}

function handle(server, port, secrets) {
  return {
    url: `postgresql://almanac:${secrets.databasePassword}@127.0.0.1:${port}/almanac`,
    adminUrl: adminUrl(port, secrets),
    port,
    pid: server.pid,
    process: server,
    /** Fast shutdown: sessions are cut, all data are written. */
    stop: () => end(server.pid, { polite: 'SIGINT', rude: 'SIGQUIT', timeout: 20_000 }),
    /** At once, with recovery at the next start. */
    kill: () => end(server.pid, { polite: 'SIGQUIT', timeout: 2_000 }),
  };
}

/** Ends the server of a run that was killed. Resolves to true when the cluster was not shut down properly. */
async function endLeftover(cluster) {
  const pidFile = join(cluster, 'postmaster.pid');
  if (!existsSync(pidFile)) return false;
  const [pid, folder] = readFileSync(pidFile, 'utf8').split('\n');
  if (isAlive(Number(pid)) && folder === cluster && commandLineOf(Number(pid)).includes(cluster)) {
    await end(Number(pid), { polite: 'SIGINT', rude: 'SIGQUIT', timeout: 10_000 });
    return false;
  }
  // By now the number may belong to some other program, which PostgreSQL would take for a server. Only the number is
  // changed, to one no process has: by the lines after it PostgreSQL waits for workers of the server that was killed.
  if (isAlive(Number(pid))) writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, '99999999'));
  return true;
}

/** Made beside its place and moved there when complete, so that an interrupted start leaves nothing half made. */
async function initialise({ bin, cluster, user, secrets, mode }) {
  const draft = `${cluster}.new`;
  const passwordFile = `${cluster}.password`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, secrets.databaseAdminPassword, { mode: 0o600 });
  giveTo(user, draft);
  giveTo(user, passwordFile);
  const args = [
    '-D',
    draft,
    '-U',
    'postgres',
    '-A',
    'scram-sha-256',
    `--pwfile=${passwordFile}`,
    '-E',
    'UTF8',
  ];
  // Built in: sorts and folds alike on every operating system, whatever locales it has.
  args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions');
  if (mode === 'throwaway') args.push('--no-sync', '--no-data-checksums');
  const result = await run(join(bin, 'initdb'), args, spawnOptions(user));
  rmSync(passwordFile, { force: true });
  if (result.code !== 0) {
    rmSync(draft, { recursive: true, force: true });
    throw new Failure(`PostgreSQL could not make its data folder ${cluster}: ${causeIn(result.stderr)}`);
  }
  rmSync(cluster, { recursive: true, force: true });
  renameSync(draft, cluster);
}

/** Of what initdb says, the first that went wrong: at the end it tells of its tidying up. */
function causeIn(text) {
  const cause = text.split('\n').find((line) => /FATAL|PANIC|ERROR|error:|could not/.test(line));
  return cause?.replace(/^.*?(?=FATAL|PANIC|ERROR)/, '').trim() ?? lastLine(text);
}

/** Data of another major version cannot be opened; the server would say so in its log alone. */
async function checkVersion(bin, cluster, user) {
  const has = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  const { stdout } = await run(join(bin, 'postgres'), ['--version'], spawnOptions(user));
  const wants = /(\d+)/.exec(stdout)?.[1];
  if (has !== wants) {
    throw new Failure(
      `${cluster} was made by PostgreSQL ${has} and this is ${wants}: move it away, or set DATABASE_URL to a PostgreSQL ${has}.`,
    );
  }
}

function launch({ bin, cluster, user, port, mode, log }) {
  const args = ['-D', cluster];
  for (const [name, value] of Object.entries({ ...settings[mode], port }))
    args.push('-c', `${name}=${value}`);
  const server = spawn(join(bin, 'postgres'), args, {
    ...spawnOptions(user),
    detached: true,
    stdio: ['ignore', log, log],
  });
  server.on('error', () => undefined); // seen as a missing pid in becomesReady
  server.unref();
  return server;
}

/** Resolves to undefined once the server answers, to a Failure that no second try mends, or to another error. */
async function becomesReady(server, url) {
  const deadline = Date.now() + 60_000; // recovery after a crash may take its time
  for (;;) {
    if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null)
      return new Error('it ended');
    try {
      await query(url, 'SELECT 1');
      return undefined;
    } catch (error) {
      if (error.code === '28P01') {
        return new Failure(
          'The password in secrets.json does not open the PostgreSQL data beside it: restore that file, or move the data folder away.',
        );
      }
      if (Date.now() > deadline) return error;
    }
    await sleep(30);
  }
}

/** The application's own role, which is no superuser, and its database. */
async function ensureDatabase(url, secrets, mode) {
  await withClient(url, async (client) => {
    // initdb knows nothing of our settings.
    if (mode === 'throwaway')
      await client.query(`ALTER ROLE postgres PASSWORD '${secrets.databaseAdminPassword}'`);
    const role = await client.query(`SELECT FROM pg_roles WHERE rolname = 'almanac'`);
    if (role.rowCount === 0)
      await client.query(`CREATE ROLE almanac LOGIN PASSWORD '${secrets.databasePassword}'`);
    const database = await client.query(`SELECT FROM pg_database WHERE datname = 'almanac'`);
    if (database.rowCount === 0) await client.query('CREATE DATABASE almanac OWNER almanac');
  });
}

/** One sentence why a database that somebody else runs cannot be used, or nothing when it answers. */
export async function checkDatabase(url, name = 'DATABASE_URL') {
  try {
    if (!/^postgres(ql)?:$/.test(new URL(url).protocol)) throw new TypeError('scheme');
  } catch {
    throw new Failure(`${name} is not an address of the form postgresql://user:password@host:5432/database.`);
  }
  try {
    await query(url, 'SELECT 1');
  } catch (error) {
    const reason =
      error.code === '28P01'
        ? 'it refuses the user or password'
        : error.code === '3D000'
          ? 'it has no such database'
          : error.code || error.message;
    throw new Failure(
      `The database of ${name} does not answer (${reason}): start it, correct ${name}, or unset it to use Almanac's own.`,
    );
  }
}

const query = (url, text) => withClient(url, (client) => client.query(text));

async function withClient(url, work) {
  // Only now: node_modules may not have been there when this file was loaded.
  const { Client } = createRequire(join(projectRoot, 'package.json'))('pg');
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined); // a cut connection shows in the query
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function adminUrl(port, secrets) {
  return `postgresql://postgres:${secrets.databaseAdminPassword}@127.0.0.1:${port}/postgres`;
}

/** A log that starts anew above 5 MB, keeping the one before. */
export function openLog(path) {
  if (existsSync(path) && statSync(path).size > 5_000_000) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

function lastError(dataDirectory) {
  const path = join(dataDirectory, 'postgres.log');
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => /FATAL|PANIC|could not|error while/.test(line));
  return `${lines.at(-1) ?? 'it said nothing'} (the log is ${path}).`;
}
