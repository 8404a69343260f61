/**
 * Everything that a run needs, brought up and taken down: a PostgreSQL and a Redis of the bench's own with settings
 * that keep data (fsync on), the data set, the API with its worker, the bare server, and the process that makes load.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { heapFlags, migrate, rebuildSearch, workerEnv, workerFlags } from '../scripts/launch/application.mjs';
import {
  defaultDataDirectory,
  Failure,
  openDataDirectory,
  projectRoot,
  startServices,
  takeLock,
} from '../scripts/services/index.mjs';
import { pickPort } from '../scripts/services/ports.mjs';
import { fillDatabase } from './data/fill.mjs';
import { startLoad } from './load/driver.mjs';
import { cpuOf, cpuOfMachine, cpuOfTree, parentOf } from './servers/process-times.mjs';
import { environment, scripts, startProgram, untilReady } from './servers/programs.mjs';

const require = createRequire(join(projectRoot, 'package.json'));
const { Client } = require('pg');
const { Redis } = require('ioredis');

/** Longest time (seconds) that the worker may take to hand on what W2 has left it. */
const DRAIN_SECONDS = 120;

/**
 * `searched`: the data shall be found by the search, too, which takes half a minute.
 * @returns the stage: programs, ports, load, and questions about costs
 */
export async function setStage({ lifecycle, say, inspectPorts, searched }) {
  const directory = openDataDirectory(join(openDataDirectory(defaultDataDirectory()), 'bench'));
  const release = takeLock(join(directory, 'bench.lock'));
  if (!release) throw new Failure('A bench runs in this folder already: wait for it to end.');
  lifecycle.onStop({ stop: release, kill: release });

  say('Starting PostgreSQL and Redis …');
  const services = await lifecycle.step(async () => {
    const started = await startServices({
      dataDirectory: openDataDirectory(join(directory, 'services')),
      say,
      onCrash: (name) => say(`${name} ended unexpectedly: its log is in ${directory}/services.`),
    });
    lifecycle.onStop(started);
    return started;
  });
  const stores = await lifecycle.step(() => openStores(services));
  lifecycle.onStop({ stop: stores.empty, kill: () => undefined });
  await lifecycle.step(() => stores.renew());

  const ports = { real: await pickPort(), bare: await pickPort() };
  const data = join(directory, 'data');
  mkdirSync(data, { recursive: true });
  const env = environment({ services, directory: data, port: ports.real });
  await lifecycle.step(() => migrate({ env, onSpawn: lifecycle.endWithUs }));
  const fixturesFile = join(directory, 'fixtures.json');
  // It holds access tokens, which are worth nothing once the database is gone; still.
  lifecycle.onStop({ stop: () => rmSync(fixturesFile, { force: true }), kill: () => undefined });
  const rows = await lifecycle.step(() =>
    fill({
      services,
      fixturesFile,
      say,
      index: () => (searched ? rebuildSearch({ env, onSpawn: lifecycle.endWithUs }) : undefined),
    }),
  );

  const start = (settings) => {
    const program = startProgram({ directory, ...settings });
    const forget = lifecycle.onStop(program);
    void program.ended.then(forget);
    return program;
  };
  const nodeArgs = (side) => [
    ...heapFlags,
    ...(inspectPorts ? [`--inspect=127.0.0.1:${inspectPorts[side]}`] : []),
  ];
  const startWorker = () =>
    start({ name: 'worker', script: scripts.worker, env: { ...env, ...workerEnv }, nodeArgs: workerFlags });
  const programs = {
    real: start({ name: 'api', script: scripts.api, env, nodeArgs: nodeArgs('real') }),
    worker: startWorker(),
    bare: start({
      name: 'bare',
      script: scripts.bare,
      env: { ...env, PORT: String(ports.bare) },
      nodeArgs: nodeArgs('bare'),
    }),
  };
  for (const side of ['real', 'bare']) {
    await lifecycle.step(() => untilReady(programs[side], `http://127.0.0.1:${ports[side]}/health/ready`));
  }
  const load = startLoad(fixturesFile);
  lifecycle.onStop(load);
  return {
    directory,
    fixturesFile,
    rows,
    env,
    ports,
    programs,
    load,
    start,
    ...questions(programs, load, stores, startWorker),
  };
}

async function fill({ services, fixturesFile, say, index }) {
  const started = Date.now();
  const rows = await fillDatabase({
    databaseUrl: services.databaseUrl,
    jwtSecret: services.secrets.jwtSecret,
    fixturesFile,
    index,
  });
  const counts = Object.entries(rows).map(([table, count]) => `${count.toLocaleString('en')} ${table}`);
  say(`Filled with ${counts.join(', ')} in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
  return rows;
}

/** Connections that look after the databases; never those of the programs that are measured. */
async function openStores(services) {
  const client = async (connectionString) => {
    const one = new Client({ connectionString });
    one.on('error', () => undefined); // a cut connection shows in the query
    await one.connect();
    return one;
  };
  const admin = await client(services.adminUrl);
  const redis = new Redis(services.redisUrl, { maxRetriesPerRequest: 1 });
  redis.on('error', () => undefined);
  const { rows } = await admin.query('SELECT pg_backend_pid() AS pid');
  const redisPid = /process_id:(\d+)/.exec(await redis.info('server'))?.[1];
  let own;
  const drop = () => admin.query('DROP DATABASE IF EXISTS almanac WITH (FORCE)');
  return {
    postgresPid: parentOf(rows[0].pid),
    redisPid: Number(redisPid),
    admin,
    redis,
    /** Connected anew after each renewal. */
    own: async () => (own ??= await client(services.databaseUrl)),
    async renew() {
      await drop();
      await admin.query('CREATE DATABASE almanac OWNER almanac');
      await redis.flushall();
    },
    /** Nothing of a run stays on the disk. */
    async empty() {
      await own?.end().catch(() => undefined);
      await drop().catch(() => undefined);
      await redis.flushall().catch(() => undefined);
      await admin.end().catch(() => undefined);
      redis.disconnect();
    },
  };
}

function questions(programs, load, stores, startWorker) {
  const { admin, redis, postgresPid, redisPid } = stores;
  /** CPU of workers that have ended, and of what they drew with. */
  let spent = 0;
  const workerCost = () => {
    const cost = cpuOfTree(programs.worker.pid);
    return cost && spent + cost;
  };
  return {
    /** A worker that has done nothing yet, in place of the one there was; gives its process id. */
    async renewWorker() {
      spent += cpuOfTree(programs.worker.pid) ?? 0;
      await programs.worker.stop();
      programs.worker = startWorker();
      return programs.worker.pid;
    },
    /** CPU microseconds of each process since its start. */
    costs: () => ({
      real: cpuOf(programs.real.pid),
      bare: cpuOf(programs.bare.pid),
      worker: workerCost(),
      postgres: cpuOfTree(postgresPid),
      redis: cpuOf(redisPid),
      load: cpuOf(load.pid),
      self: cpuOf(process.pid),
      machine: cpuOfMachine(),
    }),
    /** Waits until the worker has handed on every event; gives the seconds that took. */
    async drain() {
      const started = Date.now();
      const database = await stores.own();
      for (;;) {
        const { rows } = await database.query('SELECT count(*)::integer AS waiting FROM outbox_waiting');
        if (rows[0].waiting === 0) return (Date.now() - started) / 1000;
        if (Date.now() - started > DRAIN_SECONDS * 1000) {
          throw new Failure(`The worker has not handed on ${rows[0].waiting} events in ${DRAIN_SECONDS} s.`);
        }
        await sleep(100);
      }
    },
    /** The last number that an event has drawn. */
    async lastSeq() {
      const { rows } = await (await stores.own()).query('SELECT last_value AS seq FROM outbox_seq');
      return Number(rows[0].seq);
    },
    /** Writes dirty pages out, so that no round pays for the one before. */
    checkpoint: () => admin.query('CHECKPOINT'),
    async versions() {
      const { rows } = await admin.query('SHOW server_version');
      const settings = await admin.query(
        `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'shared_buffers')`,
      );
      return {
        postgresql: rows[0].server_version,
        redis: /redis_version:(\S+)/.exec(await redis.info('server'))?.[1],
        settings: Object.fromEntries(settings.rows.map(({ name, setting }) => [name, setting])),
      };
    },
  };
}
