/** What happens to the cluster in each drill. Each resolves to [title, value, problem?] of what was seen. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../scripts/services/failure.mjs';
import { DELAY_MS } from './cluster.mjs';
import { request } from './request.mjs';

const AWAY_MS = 30_000;
const FROZEN_MS = 20_000;
/** Time (ms) in which everything must be ready again after a store has come back. */
const BACK_MS = 10_000;
/** Longest time (ms) that a probe may take, whatever is down. */
const PROBE_MS = 5_000;

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** SIGKILL to each of the four processes in turn. */
export async function kills({ cluster, say }) {
  const seen = [];
  for (const name of Object.keys(cluster.members)) {
    say(`  kill -9 of ${name}`);
    await cluster.end(name, 'SIGKILL');
    await sleep(3_000);
    const started = Date.now();
    await cluster.start(name);
    seen.push([`${name} killed, ready again after`, seconds(Date.now() - started)]);
    await sleep(2_000);
  }
  return seen;
}

/** SIGTERM to each of the four processes; the next only when it is ready again. */
export async function rolling({ cluster, say }) {
  const seen = [];
  for (const name of Object.keys(cluster.members)) {
    say(`  rolling ${name}`);
    const started = Date.now();
    const ended = cluster.end(name, 'SIGTERM');
    const drain = await drainOf(cluster.members[name]);
    const outcome = await ended;
    const stopped = Date.now() - started;
    await cluster.start(name);
    seen.push([
      `${name} stopped (${outcome}), and ready again`,
      `${seconds(stopped)}, ${seconds(Date.now() - started - stopped)}`,
      outcome === 'code 0' ? drain : `${name} ended with ${outcome}`,
    ]);
  }
  return seen;
}

/** In the midst of the delay of a draining API: not ready, and serving. Resolves to what is wrong with it. */
async function drainOf({ name, url }) {
  if (!url) return undefined;
  await sleep(DELAY_MS / 2);
  const ready = await request({ url, path: '/health/ready', own: true });
  const up = await request({ url, path: '/health', own: true });
  if (ready.status === 503 && up.status === 200) return undefined;
  return `${name} answered ${ready.status} to /health/ready and ${up.status} to /health while it drained`;
}

/** PostgreSQL, then Redis: stopped for half a minute. */
export async function outages({ cluster, load, say }) {
  const seen = [];
  for (const name of ['postgres', 'redis']) {
    say(`  ${name} is stopped for ${AWAY_MS / 1000} s`);
    const store = cluster.stores[name];
    seen.push(
      ...(await outage({
        cluster,
        load,
        name,
        away: AWAY_MS,
        down: () => store.stop(),
        up: () => store.start(),
      })),
    );
  }
  return seen;
}

/** The same with servers that neither answer nor close a connection. */
export async function hangs({ cluster, load, say }) {
  const seen = [];
  for (const name of ['postgres', 'redis']) {
    say(`  ${name} hangs for ${FROZEN_MS / 1000} s`);
    const { freeze, thaw } = cluster.stores[name];
    seen.push(...(await outage({ cluster, load, name, away: FROZEN_MS, down: freeze, up: thaw })));
  }
  return seen;
}

async function outage({ cluster, load, name, away, down, up }) {
  const from = load.answers.length;
  await down();
  const probes = await probing(cluster.replicas[0].url, name, away);
  await up();
  const back = Date.now();
  await untilAllReady(cluster);
  const ready = Date.now() - back;
  await untilWritten(load, back);
  const written = Date.now() - back;
  await sleep(5_000);
  const answers = load.answers.slice(from).filter(({ at, ms }) => at - ms < back);
  const count = (wanted) => answers.filter(wanted).length;
  const slowest = Math.max(0, ...answers.map(({ ms }) => ms));
  return [
    [
      `${name} away: answers 2xx / 503 / others, slowest`,
      [
        count(({ status }) => status >= 200 && status < 300),
        count(({ status }) => status === 503),
        count(({ status }) => status !== 503 && (status < 200 || status >= 300)),
        seconds(slowest),
      ].join(' / '),
    ],
    ...probes,
    [
      `${name} back: all ready, first write after`,
      `${seconds(ready)}, ${seconds(written)}`,
      Math.max(ready, written) > BACK_MS
        ? `not ready within ${BACK_MS / 1000} s of ${name}'s return`
        : undefined,
    ],
  ];
}

/** Asks what operators ask, each second; after the first three all must tell of the outage, and at once. */
async function probing(url, name, away) {
  const paths = ['/health', '/health/ready', '/health/detailed'];
  const until = Date.now() + away;
  const rounds = [];
  while (Date.now() < until) {
    rounds.push(await Promise.all(paths.map((path) => request({ url, path, own: true }))));
    await sleep(1_000);
  }
  const slowest = Math.max(...rounds.flat().map(({ ms }) => ms));
  const part = name === 'postgres' ? 'database' : 'redis';
  const lies = rounds
    .slice(3)
    .filter(
      ([health, ready, detailed]) =>
        health.status !== 200 || ready.status !== 503 || detailed.data?.[part]?.up !== false,
    );
  return [
    [
      `${name} away: rounds of probes, wrong ones, slowest`,
      `${rounds.length}, ${lies.length}, ${seconds(slowest)}`,
      lies.length > 0
        ? `health did not tell the truth: ${lies[0].map(({ status, failure }) => failure ?? status).join(', ')}`
        : slowest > PROBE_MS
          ? `a probe took ${seconds(slowest)}`
          : undefined,
    ],
  ];
}

async function untilAllReady(cluster) {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const asked = cluster.replicas.map(({ url }) => request({ url, path: '/health/ready', own: true }));
    if ((await Promise.all(asked)).every(({ status }) => status === 200)) return;
    if (Date.now() > deadline) throw new Failure('The API was not ready a minute after the outage.');
    await sleep(100);
  }
}

async function untilWritten(load, since) {
  const deadline = Date.now() + 60_000;
  while (!load.answers.some(({ at, status }) => at > since && status === 201)) {
    if (Date.now() > deadline) throw new Failure('Nothing was written in the minute after the outage.');
    await sleep(50);
  }
}
