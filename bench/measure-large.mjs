/** W7 (a client comes back after 1,000 changes) and W9 (batches of 100 creations): the API by itself. */
import { readFileSync } from 'node:fs';
import { Failure } from '../scripts/services/failure.mjs';
import { newBatch } from './load/requests.mjs';
import { measureOnce, warm } from './measure.mjs';
import { median } from './statistics.mjs';

const BATCHES = 10;

/** Each of the callers has a thousand creations behind it, then asks for them again and again. */
export async function measureSync(stage, settings) {
  const { callers } = JSON.parse(readFileSync(stage.fixturesFile, 'utf8'));
  const some = callers.slice(0, settings.returning);
  // So that there is an event before the first of those that are asked for.
  await Promise.all(some.map((caller) => sendBatch(stage, caller)));
  const since = await stage.lastSeq();
  for (let number = 0; number < BATCHES; number += 1) {
    await Promise.all(some.map((caller) => sendBatch(stage, caller)));
  }
  await stage.drain();
  return measureRounds(stage, 'w7', { ...settings, since });
}

export function measureBatches(stage, settings) {
  return measureRounds(stage, 'w9', settings);
}

async function measureRounds(stage, workload, { seconds, warmUp, rounds, returning, since, say }) {
  const load = { workload, side: 'real', connections: returning, callers: returning, since };
  await warm(stage, { ...load, seconds: warmUp / 2 });
  const done = [];
  for (let round = 0; round < rounds; round += 1) {
    await stage.checkpoint();
    const result = await measureOnce(stage, { ...load, seconds });
    done.push(result);
    say(
      `  ${workload.toUpperCase()} round ${round + 1} of ${rounds}: ${result.rate.toFixed(1)}/s, p50 ${result.p50.toFixed(1)} ms, ` +
        `API ${Math.round(result.cpu)} µs, PostgreSQL ${Math.round(result.postgres)} µs`,
    );
  }
  const figures = Object.keys(done[0]).map((name) => [name, median(done.map((one) => one[name]))]);
  return { ...Object.fromEntries(figures), rounds: done };
}

async function sendBatch(stage, caller) {
  const headers = { authorization: `Bearer ${caller.token}`, 'content-type': 'application/json' };
  const { method, path, body } = newBatch(caller, headers);
  const response = await fetch(`http://127.0.0.1:${stage.ports.real}${path}`, { method, headers, body });
  if (!response.ok)
    throw new Failure(`A batch was answered with ${response.status}: ${await response.text()}`);
}
