#!/usr/bin/env node
/**
 * `npm run drill -- kill|rolling|outage|hang …`: two API and two worker processes behind nginx, load, and then what goes
 * wrong in life. Prints what was counted, and ends with 1 where something was lost, done twice, or hung. Everything is
 * its own, on the loopback address, and is gone afterwards. README.md says what is counted.
 */
import '../../scripts/launch/node-version.mjs';
import { ensureBuilt } from '../../scripts/launch/build.mjs';
import { ensureInstalled } from '../../scripts/launch/install.mjs';
import { Lifecycle } from '../../scripts/launch/lifecycle.mjs';
import { Failure, report } from '../../scripts/services/failure.mjs';

const DRILLS = ['kill', 'rolling', 'outage', 'hang'];

const say = (sentence) => console.log(sentence);
const lifecycle = new Lifecycle({ say, codeOnSignal: 130 });
let code = 1;

try {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !DRILLS.includes(name));
  if (unknown.length > 0)
    throw new Failure(`There is no drill ${unknown.join(', ')}: there are ${DRILLS.join(', ')}.`);
  await lifecycle.step(() => ensureInstalled({ say, onSpawn: lifecycle.endWithUs }));
  await lifecycle.step(() => ensureBuilt({ say, onSpawn: lifecycle.endWithUs }));
  const { runDrills } = await import('./drills.mjs');
  code = (await runDrills({ names: names.length > 0 ? names : DRILLS, lifecycle, say })) ? 0 : 1;
} catch (error) {
  report(error);
}
await lifecycle.shutdown(code);
