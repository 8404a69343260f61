/**
 * What Almanac's own programs need around them: their environment, the migrated database, the first admin, and the
 * moment when the API answers.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot, readJson, writeJson } from '../services/data-directory.mjs';
import { Failure } from '../services/failure.mjs';
import { pickPort, problemWith } from '../services/ports.mjs';
import { run } from '../services/processes.mjs';

const program = (name) => join(projectRoot, 'dist', `${name}.js`);

/**
 * No place where objects are made may be judged to make old ones: V8 judges so of the lists of rows of queries that wait
 * for their turn, and all that is read then stays until the next full collection (docs/adr/0101). docker-compose.yml says
 * the same.
 */
const noPretenuring = '--no-allocation-site-pretenuring';

/**
 * One thread that helps V8 to collect and compile, in place of four: on two cores four of them left nothing to anybody else for
 * the tenth of a second that a full collection takes (docs/adr/0145). Dockerfile and docker-compose.yml say the same.
 */
const fewHelpers = '--v8-pool-size=1';

/**
 * What the worker runs with. V8 would let the memory of what was read for exports grow to four times what is in use before it
 * collects it all, as that costs little; here it is collected at half as much again (docs/adr/0128). docker-compose.yml says the
 * same.
 */
export const workerFlags = [noPretenuring, fewHelpers, '--heap-growing-percent=50'];

/**
 * More room for young objects than Node's 16 MiB: under load a request's objects then die before they are looked at,
 * which spares a quarter of the API's CPU for at most some 100 MB of memory. deploy/Dockerfile says the same.
 */
export const heapFlags = ['--max-semi-space-size=64', noPretenuring, fewHelpers];

/**
 * The allocator of glibc keeps memory apart for each thread that asks for some, and gives little of it back: with few such
 * places a worker that draws 500 pages stays 30 MiB smaller. docker-compose.yml says the same.
 */
export const workerEnv = { MALLOC_ARENA_MAX: '2' };

export const programs = [
  { name: 'API', script: program('api'), nodeArgs: heapFlags },
  { name: 'worker', script: program('worker'), nodeArgs: workerFlags, env: workerEnv },
];

/** `.env` of the project where there is one, as the programs read it too; what is set already wins. */
export function loadDotEnv() {
  try {
    process.loadEnvFile(join(projectRoot, '.env'));
  } catch (error) {
    if (error.code !== 'ENOENT')
      throw new Failure(`The file .env cannot be read (${error.code ?? error.message}).`);
  }
}

/** A setting as the programs read it: from the environment, or from the file that NAME_FILE names; '' is unset. */
export function setting(name) {
  const file = process.env[`${name}_FILE`];
  if (process.env[name] || !file) return process.env[name] || undefined;
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    throw new Failure(`${name} cannot be read: the file named in ${name}_FILE does not open.`);
  }
}

/** The port that the API will listen on; a Failure when it cannot be had. */
export async function choosePort() {
  const wanted = setting('PORT') ?? '3000';
  const port = Number(wanted);
  if (!/^\d+$/.test(wanted.trim()) || port > 65_535)
    throw new Failure('PORT must be a whole number from 0 to 65535.');
  if (port === 0) return pickPort();
  const host = setting('HOST') ?? '0.0.0.0';
  // On 127.0.0.1 too: some systems let 0.0.0.0 and 127.0.0.1 have one port twice, and then answer for the other.
  const problem = (await problemWith(port, host)) ?? (await problemWith(port, '127.0.0.1'));
  if (problem === undefined) return port;
  if (problem === 'EADDRINUSE') {
    const other = port < 65_535 ? port + 1 : 3000;
    throw new Failure(
      `Port ${port} is taken by another program: stop that one, or choose another: PORT=${other} npm start`,
    );
  }
  if (problem === 'EACCES')
    throw new Failure(`Port ${port} is not open to this user: choose one above 1023 with PORT.`);
  throw new Failure(
    `Nothing can listen on the address that HOST names (${problem}): correct HOST, or unset it.`,
  );
}

/** The programs' environment: everything we were given, and what we made where nothing was given. */
export function environment({ services, dataDirectory, port }) {
  const { secrets } = services;
  const own = {
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    JWT_SECRET: setting('JWT_SECRET') ?? secrets.jwtSecret,
    TOKEN_SECRET: setting('TOKEN_SECRET') ?? secrets.tokenSecret,
    ENCRYPTION_KEY: setting('ENCRYPTION_KEY') ?? secrets.encryptionKey,
    VAPID_PRIVATE_KEY: setting('VAPID_PRIVATE_KEY') ?? secrets.vapidPrivateKey,
    DATA_DIR: setting('DATA_DIR') ?? dataDirectory,
    PORT: String(port),
    LOG_PRETTY: setting('LOG_PRETTY') ?? String(Boolean(process.stdout.isTTY)),
  };
  if (!setting('PUBLIC_URL') && process.env.NODE_ENV !== 'production')
    own.PUBLIC_URL = `http://localhost:${port}`;
  return { ...process.env, ...own };
}

export async function migrate({ env, onSpawn }) {
  await cli(['migrate'], { env, onSpawn, what: 'The database could not be migrated' });
}

/** Makes what the search looks through anew: for data that came into the database by another way than the API. */
export async function rebuildSearch({ env, onSpawn }) {
  await cli(['search', 'rebuild'], { env, onSpawn, what: 'The search could not be rebuilt' });
}

/**
 * Makes the first admin, once for each database. Resolves to { email, password, made }:
 * made is 'now', 'before', or 'elsewhere' (an admin was there already); password is undefined when the user chose it.
 */
export async function ensureAdmin({ env, dataDirectory, secrets, onSpawn }) {
  const email = setting('ADMIN_EMAIL') ?? 'admin@almanac.local';
  const chosen = setting('ADMIN_PASSWORD');
  const account = { email, password: chosen ? undefined : secrets.adminPassword };
  const stateFile = join(dataDirectory, 'state.json');
  const state = readJson(stateFile, {});
  const mark = createHash('sha256')
    .update(`${withoutPort(env.DATABASE_URL)} ${email}`)
    .digest('hex')
    .slice(0, 16);
  if (state.admin?.mark === mark) return { ...account, made: state.admin.made ? 'before' : 'elsewhere' };
  const { stdout } = await cli(['create-admin', '--email', email, '--if-missing', '--with-example'], {
    env: { ...env, ADMIN_PASSWORD: chosen ?? secrets.adminPassword },
    onSpawn,
    what: 'The admin account could not be made',
  });
  const made = stdout.startsWith('Made');
  writeJson(stateFile, { ...state, admin: { mark, made } });
  return { ...account, made: made ? 'now' : 'elsewhere' };
}

/** Resolves when the API is ready for requests; throws a Failure when it is not within a minute. */
export async function waitUntilReady(port) {
  const host = setting('HOST') ?? '0.0.0.0';
  const address = ['0.0.0.0', '::', 'localhost'].includes(host)
    ? '127.0.0.1'
    : host.includes(':')
      ? `[${host}]`
      : host;
  const deadline = Date.now() + 60_000;
  let last = 'no answer';
  while (Date.now() < deadline) {
    try {
      const answer = await fetch(`http://${address}:${port}/health/ready`, {
        signal: AbortSignal.timeout(5_000),
      });
      if (answer.ok) return;
      last = `status ${answer.status}`;
    } catch (error) {
      last = error.cause?.code ?? 'no answer';
    }
    await sleep(50);
  }
  throw new Failure(`The API did not become ready within a minute (${last} of /health/ready).`);
}

/** A CLI that fails says why in a sentence on stderr; only where it says nothing do we. */
async function cli(args, { env, onSpawn, what }) {
  const result = await run(process.execPath, [program('cli'), ...args], { env, cwd: projectRoot, onSpawn });
  if (result.code === 0) return result;
  const outcome = result.signal ?? `code ${result.code}`;
  throw new Failure(result.stderr.trim() || result.stdout.trim() || `${what} (${outcome}).`);
}

/** Our own server may come up on another port; its data are the same. */
function withoutPort(databaseUrl) {
  const url = new URL(databaseUrl);
  return url.hostname === '127.0.0.1' ? `${url.username}${url.pathname}` : `${url.host}${url.pathname}`;
}
