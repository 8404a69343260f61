/**
 * One run from end to end: the stage, the workloads in turn, the report. A workload that fails does not keep the
 * others from being measured.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, report } from '../scripts/services/failure.mjs';
import { pickPort } from '../scripts/services/ports.mjs';
import {
  measureBoot,
  measureFanOut,
  measureGuesses,
  measureSearches,
  measureSignIns,
} from './measure-others.mjs';
import { measureExports } from './measure-exports.mjs';
import { measureBatches, measureSync } from './measure-large.mjs';
import { measureCrowd, measureJobs, measureLag } from './measure-live.mjs';
import { measurePlans } from './measure-plans.mjs';
import { foreignShare, measureWorkload, NOISE } from './measure.mjs';
import { profileWorkloads } from './profile/profile.mjs';
import { describeMachine } from './report/machine.mjs';
import { keepResults } from './report/keep.mjs';
import { renderTable } from './report/table.mjs';
import { checkSameWork } from './same-work.mjs';
import { setStage } from './stage.mjs';

/** Reads first: the writes of W2 make the tables larger. Exports come after the search, whose keeper has the planners. */
const order = [
  'boot',
  'w1',
  'w3',
  'w6',
  'w5',
  'export',
  'w8',
  'guess',
  'w4',
  'w7',
  'w9',
  'w2',
  'lag',
  'jobs',
];

export async function runBench({ options, lifecycle, say }) {
  const inspectPorts = options.profile ? { real: await pickPort(), bare: await pickPort() } : undefined;
  const stage = await setStage({ lifecycle, say, inspectPorts, searched: options.workloads.includes('w6') });
  const sizes = await lifecycle.step(() => checkSameWork(stage, say));
  if (options.profile) {
    await lifecycle.step(() => profileWorkloads(stage, { ...options, inspectPorts, say }));
    return;
  }
  const figures = {};
  const failed = [];
  for (const workload of order.filter((name) => options.workloads.includes(name))) {
    say(`Measuring ${workload} …`);
    try {
      figures[workload] = await lifecycle.step(() => measure(stage, workload, { ...options, say }));
    } catch (error) {
      failed.push(workload);
      report(error);
    }
  }
  const results = {
    at: new Date().toISOString(),
    machine: describeMachine(await stage.versions()),
    options,
    rows: stage.rows,
    sizes,
    figures,
  };
  say(`\n${renderTable(figures)}`);
  writeFileSync(join(stage.directory, 'last.json'), `${JSON.stringify(results, null, 2)}\n`);
  if (failed.length > 0) throw new Failure(`Not measured: ${failed.join(', ')}. Nothing is kept.`);
  if (options.keep) say(`Kept in ${keepResults(results)}.`);
}

/** Also says what share of the machine (0 to 1) other programs took meanwhile; unknown for boot, whose API is new. */
async function measure(stage, workload, settings) {
  const before = stage.costs();
  const started = performance.now();
  const figures = await measureAlone(stage, workload, settings);
  if (workload === 'boot') return figures;
  const foreign = foreignShare(before, stage.costs(), (performance.now() - started) / 1000);
  if (foreign > NOISE) {
    settings.say(
      `  Other programs took ${Math.round(foreign * 100)} % of the machine: measure again when it is idle.`,
    );
  }
  return { ...figures, foreign };
}

async function measureAlone(stage, workload, settings) {
  if (workload === 'boot') return measureBoot(stage, settings);
  if (workload === 'w4')
    return { ...(await measureFanOut(stage, settings)), crowd: await measureCrowd(stage, settings) };
  if (workload === 'jobs') return measureJobs(stage, settings);
  if (workload === 'lag') return measureLag(stage, settings);
  if (workload === 'guess') return measureGuesses(stage, settings);
  if (workload === 'w6') return measureSearches(stage, settings);
  if (workload === 'w7') return measureSync(stage, settings);
  if (workload === 'w9') return measureBatches(stage, settings);
  if (workload === 'w5') return measureSignIns(stage, settings);
  if (workload === 'export') return measureExports(stage, settings);
  if (workload === 'w8') return measurePlans(stage, settings);
  return measureWorkload(stage, workload, settings);
}
