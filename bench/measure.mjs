/** W1, W2 and W3: the API and the bare server in turn, round by round, each round with a ratio of its own. */
import { availableParallelism } from 'node:os';
import { Failure } from '../scripts/services/failure.mjs';
import { median } from './statistics.mjs';

/**
 * The variants that are run against each other. A write with a fresh `Idempotency-Key` has the same plain write of the
 * bare server for its measure.
 */
const variants = {
  w1: [{ side: 'real' }, { side: 'bare' }],
  w2: [{ side: 'real' }, { side: 'bare' }, { side: 'real', keyed: true }],
  w3: [{ side: 'real' }, { side: 'bare' }],
};

/** Above this share of the machine taken by others (0 to 1) a round is worth little, which is said. */
export const NOISE = 0.05;

/** A server is warm after so many requests, or after so many turns of the warm-up where the machine is slow. */
const WARM_REQUESTS = 20_000;
const WARM_TURNS = 4;

/** These leave something to the worker. */
export const writes = new Set(['w2', 'w9']);

const nameOf = ({ side, keyed }) => (keyed ? `${side}Keyed` : side);

/** Resolves to { real, bare, realKeyed?: figures of each }, and the ratios to the bare server. */
export async function measureWorkload(stage, workload, { seconds, warmUp, rounds, connections, say }) {
  const settings = { workload, connections };
  for (const variant of variants[workload]) await warm(stage, { ...settings, ...variant, seconds: warmUp });
  const done = [];
  for (let round = 0; round < rounds; round += 1) {
    const results = {};
    // Whoever went first goes last in the next round, as machines warm up and files grow.
    const order = round % 2 === 0 ? variants[workload] : [...variants[workload]].reverse();
    for (const variant of order) {
      if (writes.has(workload)) {
        await stage.drain();
        await stage.checkpoint();
      }
      results[nameOf(variant)] = await measureOnce(stage, { ...settings, ...variant, seconds });
    }
    done.push(results);
    say(`  ${workload.toUpperCase()} round ${round + 1} of ${rounds}: ${brief(results)}`);
  }
  return summary(done);
}

/** V8 needs thousands of calls until it has compiled what they run through; before that each costs several times as much. */
export async function warm(stage, settings) {
  let requests = 0;
  for (let turn = 0; turn < WARM_TURNS && requests < WARM_REQUESTS; turn += 1) {
    const result = await stage.load.run('closedLoop', { ...settings, port: stage.ports[settings.side] });
    requests += result.requests;
  }
}

export async function measureOnce(stage, settings) {
  const before = stage.costs();
  const result = await stage.load.run('closedLoop', { ...settings, port: stage.ports[settings.side] });
  const after = stage.costs();
  const refused = Object.entries(result.failures).map(([what, count]) => `${count} × ${what}`);
  if (refused.length > 0 || result.requests === 0) {
    throw new Failure(
      `${settings.workload.toUpperCase()} on the ${settings.side} server had failures (${refused.join(', ') || 'no answer'}): its figures are worth nothing.`,
    );
  }
  const drained = writes.has(settings.workload) ? await stage.drain() : 0;
  const later = stage.costs();
  const each = (end, name) =>
    before[name] === undefined ? undefined : (end[name] - before[name]) / result.requests;
  return {
    requests: result.requests,
    rate: result.rate,
    p50: result.p50,
    p99: result.p99,
    /** Microseconds of CPU for each request. */
    cpu: each(after, settings.side),
    postgres: each(after, 'postgres'),
    redis: each(later, 'redis'),
    /** With what it does after the last answer. */
    worker: each(later, 'worker'),
    load: each(after, 'load'),
    drained,
    foreign: foreignShare(before, after, result.seconds),
  };
}

/** The share of the machine (0 to 1) that programs took which have nothing to do with the bench. */
export function foreignShare(before, after, seconds) {
  const { machine, ...own } = after;
  if (machine === undefined) return undefined;
  const ours = Object.keys(own).reduce((sum, name) => sum + (after[name] - before[name]), 0);
  const others = machine - before.machine - ours;
  return Math.max(0, others / (seconds * 1e6 * availableParallelism()));
}

function summary(rounds) {
  const outcome = {};
  for (const name of Object.keys(rounds[0])) {
    const own = rounds.map((results) => results[name]);
    outcome[name] = Object.fromEntries(
      Object.keys(own[0]).map((figure) => [figure, median(own.map((one) => one[figure]))]),
    );
    if (name === 'bare') continue;
    const against = (figure) =>
      rounds.map((results) =>
        results[name][figure] === undefined ? undefined : results[name][figure] / results.bare[figure],
      );
    outcome[name].ratio = median(against('rate'));
    outcome[name].ratios = against('rate');
    outcome[name].cpuRatio = median(against('cpu'));
  }
  return { ...outcome, rounds };
}

function brief(results) {
  const all = Object.entries(results)
    .map(([name, { rate, cpu }]) => `${name} ${Math.round(rate)}/s${cpu ? ` at ${Math.round(cpu)} µs` : ''}`)
    .join(', ');
  const foreign = Math.max(...Object.values(results).map((one) => one.foreign ?? 0));
  return foreign < NOISE
    ? all
    : `${all} (other programs took up to ${Math.round(foreign * 100)} % of the machine)`;
}
