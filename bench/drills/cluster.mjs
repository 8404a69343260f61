/** PostgreSQL, Redis, two API and two worker processes, nginx: each can be stopped, killed, frozen and started alone. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { heapFlags, migrate, workerEnv, workerFlags } from '../../scripts/launch/application.mjs';
import { loadSecrets } from '../../scripts/services/data-directory.mjs';
import {
  defaultDataDirectory,
  Failure,
  openDataDirectory,
  projectRoot,
  takeLock,
} from '../../scripts/services/index.mjs';
import { pickPort } from '../../scripts/services/ports.mjs';
import { startPostgres } from '../../scripts/services/postgres.mjs';
import { startRedis } from '../../scripts/services/redis.mjs';
import { environment, scripts, startProgram, untilReady } from '../servers/programs.mjs';
import { findNginx, startNginx } from './nginx.mjs';

const require = createRequire(join(projectRoot, 'package.json'));
const { Client } = require('pg');
const { Redis } = require('ioredis');

/** A draining API goes on serving for so long (SHUTDOWN_DELAY_MS). */
export const DELAY_MS = 1_000;
/** A job that waits for longer than this (ms) is one for later, and not what the drill has caused. */
const SOON_MS = 5 * 60_000;
/** Longest time (ms) that the workers may take to hand on everything once all is up again. */
const DRAINED_MS = 60_000;

/** Brings everything up. */
export async function openCluster({ lifecycle, say, smtpUrl }) {
  const nginx = await lifecycle.step(() => findNginx(say));
  const directory = openDataDirectory(join(openDataDirectory(defaultDataDirectory()), 'drills'));
  const release = takeLock(join(directory, 'drills.lock'));
  if (!release) throw new Failure('Drills run in this folder already: wait for them to end.');
  lifecycle.onStop({ stop: release, kill: release });
  for (const folder of ['logs', 'nginx']) rmSync(join(directory, folder), { recursive: true, force: true });
  const stores = await openStores({ directory, lifecycle, say });
  const cluster = new Cluster({ directory, lifecycle, stores, smtpUrl });
  await cluster.begin({ nginx });
  return cluster;
}

/** The two servers that keep data; `stop` and `start` keep the port, `freeze` leaves the connections open. */
async function openStores({ directory, lifecycle, say }) {
  const dataDirectory = openDataDirectory(join(directory, 'services'));
  const common = { dataDirectory, secrets: loadSecrets(dataDirectory), mode: 'durable', say };
  const starts = { postgres: startPostgres, redis: startRedis };
  const stores = {};
  for (const [name, begin] of Object.entries(starts)) {
    let server = await lifecycle.step(() => begin(common));
    const { port, url, adminUrl } = server;
    const store = {
      port,
      url,
      adminUrl,
      stop: () => server.stop(),
      start: async () => {
        server = await begin({ ...common, rememberedPort: port });
        if (server.port !== port) throw new Failure(`${name} came back on another port.`);
      },
      freeze: () => signalTree(server.pid, 'SIGSTOP'),
      thaw: () => signalTree(server.pid, 'SIGCONT'),
    };
    lifecycle.onStop({
      stop: () => (store.thaw(), server.stop()),
      kill: () => (store.thaw(), server.kill()),
    });
    stores[name] = store;
  }
  return { ...stores, secrets: common.secrets };
}

/** The process and its children: PostgreSQL has one for each connection. */
function signalTree(pid, name) {
  const children = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && parentOf(entry) === pid);
  for (const one of [pid, ...children.map(Number)]) {
    try {
      process.kill(one, name);
    } catch {
      // It has ended meanwhile.
    }
  }
}

function parentOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

class Cluster {
  members = {};

  constructor({ directory, lifecycle, stores, smtpUrl }) {
    Object.assign(this, { directory, lifecycle, stores, smtpUrl });
  }

  async begin({ nginx }) {
    const { lifecycle, stores, directory } = this;
    const services = {
      databaseUrl: stores.postgres.url,
      redisUrl: stores.redis.url,
      secrets: stores.secrets,
    };
    const proxyPort = await pickPort();
    this.url = `http://127.0.0.1:${proxyPort}`;
    this.env = {
      ...environment({ services, directory: openDataDirectory(join(directory, 'data')), port: 0 }),
      PUBLIC_URL: this.url,
      TRUST_PROXY: '1',
      SMTP_URL: this.smtpUrl,
      SHUTDOWN_DELAY_MS: String(DELAY_MS),
    };
    await lifecycle.step(() => this.renew());
    await lifecycle.step(() => migrate({ env: this.env, onSpawn: lifecycle.endWithUs }));
    for (const name of ['api-1', 'api-2', 'worker-1', 'worker-2']) {
      const port = name.startsWith('api') ? await pickPort() : undefined;
      this.members[name] = { name, port, url: port && `http://127.0.0.1:${port}` };
    }
    for (const name of Object.keys(this.members)) await lifecycle.step(() => this.start(name));
    const replicas = this.replicas.map(({ port }) => port);
    const proxy = await lifecycle.step(() =>
      startNginx({ command: nginx, directory, port: proxyPort, replicas }),
    );
    lifecycle.onStop(proxy);
  }

  get replicas() {
    return Object.values(this.members).filter(({ port }) => port !== undefined);
  }

  /** An empty database and Redis. */
  async renew() {
    await this.query('DROP DATABASE IF EXISTS almanac WITH (FORCE)', [], this.stores.postgres.adminUrl);
    await this.query('CREATE DATABASE almanac OWNER almanac', [], this.stores.postgres.adminUrl);
    const redis = new Redis(this.stores.redis.url);
    await redis.flushall();
    redis.disconnect();
  }

  /** On a connection of its own: the drills ask seldom, and also after an outage. */
  async query(text, values = [], url = this.stores.postgres.url) {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Resolves when the process is ready: the API by its probe, the worker by its log. */
  async start(name) {
    const member = this.members[name];
    const isApi = member.port !== undefined;
    const log = join(this.directory, 'logs', `${name}.log`);
    const before = sizeOf(log);
    member.program = startProgram({
      name,
      script: isApi ? scripts.api : scripts.worker,
      env: { ...this.env, ...(isApi ? { PORT: String(member.port) } : workerEnv) },
      nodeArgs: isApi ? heapFlags : workerFlags,
      directory: this.directory,
    });
    const { program } = member;
    member.wanted = true;
    const forget = this.lifecycle.onStop(program);
    void program.ended.then((outcome) => {
      forget();
      if (member.wanted && member.program === program) member.fell = outcome;
    });
    if (isApi) await untilReady(program, `${member.url}/health/ready`);
    else await untilLogged(log, before, 'worker ready');
  }

  /** Resolves to how it ended: `code 0` when it did so in order. */
  async end(name, signal) {
    const member = this.members[name];
    member.wanted = false;
    process.kill(member.program.pid, signal);
    return member.program.ended;
  }

  /** Waits until every event has been handed on, and the jobs that came of them are done. */
  async drained() {
    const deadline = Date.now() + DRAINED_MS;
    const redis = new Redis(this.stores.redis.url);
    try {
      for (;;) {
        const [{ waiting }] = await this.query('SELECT count(*)::integer AS waiting FROM outbox_waiting');
        const jobs = waiting === 0 ? await openJobs(redis) : 0;
        if (waiting + jobs === 0) return;
        if (Date.now() > deadline)
          throw new Failure(`After ${DRAINED_MS / 1000} s ${waiting} events and ${jobs} jobs still wait.`);
        await sleep(200);
      }
    } finally {
      redis.disconnect();
    }
  }

  /** Processes that ended although nobody asked them to. */
  get fallen() {
    return Object.values(this.members)
      .filter(({ fell }) => fell !== undefined)
      .map(({ name, fell }) => `${name} ended by itself (${fell})`);
  }
}

/** Jobs of all queues that are to run now, run, or wait for another try. Schedules' next runs do not count. */
async function openJobs(redis) {
  let count = 0;
  for (const state of ['wait', 'active', 'delayed']) {
    for (const key of await redis.keys(`*:${state}`)) {
      if ((await redis.type(key)) === 'list') count += await redis.llen(key);
      else {
        // Bull keeps the time in the upper bits of the score.
        const ids = await redis.zrangebyscore(key, 0, (Date.now() + SOON_MS) * 0x1000);
        count += ids.filter((id) => !id.startsWith('repeat:')).length;
      }
    }
  }
  return count;
}

function sizeOf(file) {
  try {
    return readFileSync(file).length;
  } catch {
    return 0;
  }
}

async function untilLogged(file, from, words) {
  const deadline = Date.now() + 30_000;
  while (!readFileSync(file).subarray(from).includes(words)) {
    if (Date.now() > deadline) throw new Failure(`A worker did not start: see ${file}.`);
    await sleep(50);
  }
}
