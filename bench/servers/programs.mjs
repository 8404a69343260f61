/** Starts and stops the programs that are measured: the API and its worker as in production, and the bare server. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, projectRoot } from '../../scripts/services/index.mjs';
import { end } from '../../scripts/services/processes.mjs';

export const scripts = {
  api: join(projectRoot, 'dist/api.js'),
  worker: join(projectRoot, 'dist/worker.js'),
  cli: join(projectRoot, 'dist/cli.js'),
  bare: join(projectRoot, 'bench/bare-server.mjs'),
};

/** Connections to PostgreSQL of either server's pool. */
const POOL = 12;

/** Limits so wide that they refuse nothing, and are counted all the same. */
const WIDE = { general: '10000000', auth: '1000000' };

/** The environment of all programs: production's, with everything on. */
export function environment({ services, directory, port }) {
  const { PATH, HOME, LANG } = process.env;
  return {
    PATH,
    HOME,
    LANG,
    TZ: 'UTC',
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATABASE_URL: services.databaseUrl,
    DATABASE_POOL: String(POOL),
    REDIS_URL: services.redisUrl,
    JWT_SECRET: services.secrets.jwtSecret,
    TOKEN_SECRET: services.secrets.tokenSecret,
    ENCRYPTION_KEY: services.secrets.encryptionKey,
    DATA_DIR: directory,
    LOG_LEVEL: 'info',
    RATE_LIMIT_ENABLED: 'true',
    RATE_LIMIT_ANONYMOUS: WIDE.general,
    RATE_LIMIT_FREE: WIDE.general,
    RATE_LIMIT_PREMIUM: WIDE.general,
    RATE_LIMIT_ENTERPRISE: WIDE.general,
    RATE_LIMIT_AUTH: WIDE.auth,
    RATE_LIMIT_SESSION: WIDE.auth,
  };
}

/**
 * Starts a Node program whose output goes to a file. Detached, so that Ctrl-C reaches us alone and we end it in order.
 * Gives { pid, ended: Promise of its outcome, stop(), kill() }.
 */
export function startProgram({ name, script, nodeArgs = [], env, directory }) {
  const folder = join(directory, 'logs');
  mkdirSync(folder, { recursive: true });
  const log = openSync(join(folder, `${name}.log`), 'a');
  const child = spawn(process.execPath, [...nodeArgs, script], {
    env,
    cwd: projectRoot,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.on('error', () => undefined); // seen as an end
  const ended = new Promise((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`)),
  );
  return {
    name,
    pid: child.pid,
    ended,
    stop: () => end(child.pid, { timeout: 30_000 }),
    kill: () => end(child.pid, { polite: 'SIGKILL' }),
  };
}

/** Resolves when the address answers 200; asks again every `pause` milliseconds. */
export async function untilReady(program, url, { pause = 20, timeout = 30_000 } = {}) {
  let outcome;
  void program.ended.then((how) => (outcome = how));
  const deadline = Date.now() + timeout;
  while (Date.now() < deadline) {
    if (outcome !== undefined) {
      throw new Failure(`The ${program.name} ended while starting (${outcome}): see ${program.name}.log.`);
    }
    if ((await statusOf(url)) === 200) return;
    await sleep(pause);
  }
  throw new Failure(`The ${program.name} did not become ready: see ${program.name}.log.`);
}

/** The status that the address answers with; undefined where nobody does. */
function statusOf(url) {
  return new Promise((resolve) => {
    const request = http.get(url, { agent: false, timeout: 2_000 }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });
}
