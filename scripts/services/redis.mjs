/**
 * A Redis server of Almanac's own, on 127.0.0.1 with a password, keeping its data in the data folder.
 */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from './data-directory.mjs';
import { Failure } from './failure.mjs';
import { pickPort } from './ports.mjs';
import { openLog } from './postgres.mjs';
import { commandLineOf, end, isAlive } from './processes.mjs';
import { findRedis } from './redis-binary.mjs';

/**
 * Starts the server in `dataDirectory`/redis, after ending one that a killed run has left there.
 * Resolves to { url, port, pid, stop(), kill() }.
 */
export async function startRedis({ dataDirectory, secrets, rememberedPort, mode, say }) {
  const { command, env } = await findRedis(say);
  const folder = join(dataDirectory, 'redis');
  const configuration = join(folder, 'redis.conf');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await endLeftover(folder, configuration);

  const log = openLog(join(dataDirectory, 'redis.log'));
  let port = rememberedPort;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    port = await pickPort(port);
    writeFileSync(configuration, configurationText(folder, port, secrets.redisPassword, mode), {
      mode: 0o600,
    });
    const server = spawn(command, [configuration], {
      env,
      cwd: folder,
      detached: true,
      stdio: ['ignore', log, log],
    });
    server.on('error', () => undefined); // seen as a missing pid
    server.unref();
    const url = `redis://:${secrets.redisPassword}@127.0.0.1:${port}`;
    if (await becomesReady(server, url)) {
      closeSync(log);
      return handle(server, url, port);
    }
    await end(server.pid, { timeout: 5_000 });
    port = undefined;
  }
  throw new Failure(`Redis did not start: ${lastWords(dataDirectory)}`);
}

function handle(server, url, port) {
  return {
    url,
    port,
    pid: server.pid,
    process: server,
    /** SIGTERM is the same as SHUTDOWN: what was acknowledged is written first. */
    stop: () => end(server.pid, { timeout: 15_000 }),
    kill: () => end(server.pid, { timeout: 1_000 }),
  };
}

/** Two servers on one append-only file would spoil it, and Redis itself does not check. */
async function endLeftover(folder, configuration) {
  const pidFile = join(folder, 'redis.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  if (isAlive(pid) && commandLineOf(pid).includes(configuration)) await end(pid, { timeout: 10_000 });
  rmSync(pidFile, { force: true });
}

function configurationText(folder, port, password, mode) {
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    'daemonize no',
    'supervised no',
    `dir "${folder}"`,
    `pidfile "${join(folder, 'redis.pid')}"`,
    // Keeps the path of this file on the command line, by which a left-over server is known as ours.
    'set-proc-title no',
    // Jobs wait here: better refuse a write than forget one.
    'maxmemory-policy noeviction',
    'save ""',
    mode === 'durable' ? 'appendonly yes' : 'appendonly no',
    mode === 'durable' ? 'databases 16' : 'databases 64',
  ];
  return `${lines.join('\n')}\n`;
}

async function becomesReady(server, url) {
  const deadline = Date.now() + 30_000; // a large append-only file is read first
  while (Date.now() < deadline) {
    if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return false;
    if ((await ping(url)) === undefined) return true;
    await sleep(30);
  }
  return false;
}

/** One sentence why a Redis that somebody else runs cannot be used, or nothing when it answers. */
export async function checkRedis(url, name = 'REDIS_URL') {
  try {
    if (!/^rediss?:$/.test(new URL(url).protocol)) throw new TypeError('scheme');
  } catch {
    throw new Failure(`${name} is not an address of the form redis://:password@host:6379.`);
  }
  const error = await ping(url);
  if (error === undefined) return;
  const reason = /WRONGPASS|NOAUTH/.test(error.message)
    ? 'it refuses the password'
    : error.code || error.message;
  throw new Failure(
    `The Redis of ${name} does not answer (${reason}): start it, correct ${name}, or unset it to use Almanac's own.`,
  );
}

/** Resolves to undefined when the server answers, else to the error. */
async function ping(url) {
  const { Redis } = createRequire(join(projectRoot, 'package.json'))('ioredis');
  const client = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: 5_000,
    maxRetriesPerRequest: 0,
  });
  let failure;
  client.on('error', (error) => (failure = error));
  try {
    await client.connect();
    await client.ping();
    return undefined;
  } catch (error) {
    return failure ?? error;
  } finally {
    client.disconnect();
  }
}

function lastWords(dataDirectory) {
  const path = join(dataDirectory, 'redis.log');
  const lines = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .filter((line) => / [#] |\*\*\*|Fatal|error/i.test(line));
  return `${lines.at(-1) ?? 'it said nothing'} (the log is ${path}).`;
}
