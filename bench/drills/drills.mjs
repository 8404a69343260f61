/** The drills in turn, on one cluster; each with load, listeners, a verdict and a table. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openCluster } from './cluster.mjs';
import { openListeners } from './listeners.mjs';
import { Load } from './load.mjs';
import { startMailSink } from './mail-sink.mjs';
import { hangs, kills, outages, rolling } from './scenarios.mjs';
import { seed } from './seed.mjs';
import { judge, troubleInLogs } from './verdict.mjs';

const scenarios = { kill: kills, rolling, outage: outages, hang: hangs };
/** Load before and after what happens, in milliseconds. */
const CALM_MS = 4_000;

/** Resolves to whether all went well. */
export async function runDrills({ names, lifecycle, say }) {
  const mails = await lifecycle.step(() => startMailSink());
  lifecycle.onStop(mails);
  const cluster = await openCluster({ lifecycle, say, smtpUrl: mails.url });
  let good = true;
  for (const name of names) {
    say(`\nDrill: ${name}`);
    good = (await lifecycle.step(() => drill({ name, cluster, mails, lifecycle, say }))) && good;
  }
  const trouble = troubleInLogs(cluster.directory);
  say(`\nLogs: ${trouble.length} unhandled or unexpected errors`);
  for (const line of trouble.slice(0, 10)) say(`  ${line.slice(0, 500)}`);
  return good && trouble.length === 0;
}

async function drill({ name, cluster, mails, lifecycle, say }) {
  const world = await seed(cluster);
  const listeners = await openListeners({ cluster, world });
  const load = new Load({ url: cluster.url, world });
  const cleanup = { stop: () => (load.stop(), listeners.close()), kill: () => undefined };
  const forget = lifecycle.onStop(cleanup);
  load.start();
  await sleep(CALM_MS);
  const events = await scenarios[name]({ cluster, load, say });
  await sleep(CALM_MS);
  await load.finish();
  await cluster.drained();
  await listeners.settle();
  const verdict = await judge({ cluster, world, load, listeners, mails, events, strict: name === 'rolling' });
  await cleanup.stop();
  forget();
  for (const [title, value] of verdict.counts) say(`  ${title.padEnd(58)} ${value}`);
  for (const problem of verdict.problems) say(`  FAILED: ${problem}`);
  say(verdict.problems.length === 0 ? '  passed' : `  ${verdict.problems.length} things failed`);
  return verdict.problems.length === 0;
}
