/** W4 with a crowd of sockets, the jobs that a worker does a second, and how long an event waits for its hand-over. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { heapFlags } from '../scripts/launch/application.mjs';
import { Failure, projectRoot } from '../scripts/services/index.mjs';
import { pickPort } from '../scripts/services/ports.mjs';
import { measureOnce, warm } from './measure.mjs';
import { memoryOf } from './servers/process-times.mjs';
import { scripts, untilReady } from './servers/programs.mjs';
import { median, percentile } from './statistics.mjs';

const require = createRequire(`${projectRoot}/package.json`);
const { Client } = require('pg');
const { Redis } = require('ioredis');

/** What a user may open (LIVE_LIMITS.socketsPerUser). */
const SOCKETS_PER_USER = 20;
/** Before memory is read the API gets so long (ms) to let go of what opening the sockets took. */
const IDLE_MS = 2_000;
const PREFIX = 'almanac';

/**
 * Thousands of sockets of one planner's readers on one API process, a fresh one for each door: what they hold of memory
 * while they are idle, and how long an update takes to all of them.
 */
export async function measureCrowd(stage, { crowd, crowdUpdates, say }) {
  const figures = {};
  for (const door of ['ws', 'socket.io']) {
    const { room, members } = await readersOf(stage, Math.ceil(crowd / SOCKETS_PER_USER));
    const port = await pickPort();
    const env = { ...stage.env, PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` };
    const api = stage.start({ name: 'api-crowd', script: scripts.api, env, nodeArgs: heapFlags });
    await untilReady(api, `http://127.0.0.1:${port}/health/ready`);
    const before = memoryOf(api.pid);
    const { side } = await stage.load.run('fanOut', {
      sides: [{ name: 'side', door, port, room, pid: api.pid }],
      sockets: crowd,
      updates: crowdUpdates,
      members,
      idleMs: IDLE_MS,
    });
    await api.stop();
    const each = ((side.memory - before) * 1024) / crowd;
    figures[door === 'ws' ? 'plain' : 'socketIo'] = { ...side, before, each };
    say(
      `  W4 ${door} to ${crowd}: p50 ${side.p50.toFixed(0)} ms, p99 ${side.p99.toFixed(0)} ms, ` +
        `${each.toFixed(1)} KiB a socket, missed ${side.missed}`,
    );
  }
  return figures;
}

/** Callers that are let into the planner that W4 changes. */
async function readersOf(stage, count) {
  const { rooms, callers } = JSON.parse(readFileSync(stage.fixturesFile, 'utf8'));
  const room = rooms.real;
  const members = callers.slice(1, count + 1);
  await withDatabase(stage, (client) =>
    client.query(
      `INSERT INTO planner_members (planner_id, user_id, role) SELECT $1, unnest($2::uuid[]), 'viewer' ON CONFLICT DO NOTHING`,
      [room.plannerId, members.map(({ userId }) => userId)],
    ),
  );
  return { room, members: members.map(({ token }) => ({ token })) };
}

/**
 * Jobs that find nothing to do, by the way of all jobs: an event in the outbox, the relay, the queue, the worker, and
 * the mark in the inbox that it was done. From the commit of them all to the last mark.
 */
export async function measureJobs(stage, { jobs, rounds, say }) {
  const done = [];
  for (let round = 0; round <= rounds; round += 1) {
    await stage.drain();
    const seconds = await withDatabase(stage, (client) => workOff(client, jobs));
    // The first one is the warm-up.
    if (round === 0) continue;
    done.push(jobs / seconds);
    say(`  jobs, round ${round} of ${rounds}: ${Math.round(done.at(-1))} a second`);
  }
  return { jobs, rate: median(done), rounds: done };
}

async function workOff(client, jobs) {
  const marks = `SELECT count(*)::integer AS count FROM inbox`;
  const before = (await client.query(marks)).rows[0].count;
  // Nobody has these ids: the mail's job looks for the account, and finds no reason to write.
  await client.query(
    `INSERT INTO outbox (seq, event_id, name, resource_type, resource_id, payload, request_id)
     SELECT nextval('outbox_seq'), id, 'user.verification-requested', 'user', id,
            json_build_object('userId', id, 'tokenId', id), 'bench'
       FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, $1)) AS ids`,
    [jobs],
  );
  const started = performance.now();
  await client.query('NOTIFY almanac_outbox');
  for (;;) {
    const { rows } = await client.query(marks);
    const elapsed = (performance.now() - started) / 1000;
    if (rows[0].count - before >= jobs) return elapsed;
    if (elapsed > 120)
      throw new Failure(`The worker did ${rows[0].count - before} of ${jobs} jobs in 120 s.`);
    await sleep(50);
  }
}

/**
 * How long events of W2's creations take from the moment that they bear, just before their commit, to the moment at
 * which Redis has them, as a listener on the bus sees it. Each full millisecond counts: the events' time has no finer.
 */
export async function measureLag(stage, { seconds, warmUp, rounds, connections, say }) {
  const settings = { workload: 'w2', side: 'real', connections };
  await warm(stage, { ...settings, seconds: warmUp });
  const redis = new Redis(stage.env.REDIS_URL);
  let times;
  redis.on('pmessage', (_pattern, _channel, text) => {
    const at = /"at":"([^"]+)"/.exec(text)?.[1];
    if (times && at) times.push(Date.now() - Date.parse(at));
  });
  await redis.psubscribe(`${PREFIX}:live:*`);
  const done = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      await stage.drain();
      await stage.checkpoint();
      times = [];
      const { rate } = await measureOnce(stage, { ...settings, seconds });
      const [p50, p99] = [0.5, 0.99].map((share) => percentile(times, share));
      done.push({ p50, p99, longest: percentile(times, 1), events: times.length, rate });
      say(
        `  lag, round ${round + 1} of ${rounds}: p50 ${p50} ms, p99 ${p99} ms at ${Math.round(rate)} writes/s`,
      );
    }
  } finally {
    redis.disconnect();
  }
  const middle = (name) => median(done.map((one) => one[name]));
  return {
    p50: middle('p50'),
    p99: middle('p99'),
    longest: middle('longest'),
    rate: middle('rate'),
    rounds: done,
  };
}

async function withDatabase(stage, work) {
  const client = new Client({ connectionString: stage.env.DATABASE_URL });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
