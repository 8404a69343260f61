#!/usr/bin/env node
/**
 * `npm run bench [-- --quick] [-- w1 w3 …]`: the figures of Almanac beside those of a bare server, in one run on this
 * machine. Everything it needs is its own and is gone afterwards; nothing leaves the loopback address.
 * README.md says how to read what it prints. Until the packages are installed, only Node's own modules may be
 * imported here.
 */
import '../scripts/launch/node-version.mjs';
import { ensureBuilt } from '../scripts/launch/build.mjs';
import { ensureInstalled } from '../scripts/launch/install.mjs';
import { Lifecycle } from '../scripts/launch/lifecycle.mjs';
import { report } from '../scripts/services/failure.mjs';
import { readOptions } from './options.mjs';

const say = (sentence) => console.log(sentence);
const lifecycle = new Lifecycle({ say, codeOnSignal: 130 });
let code = 1;

try {
  const options = readOptions(process.argv.slice(2), process.env);
  await lifecycle.step(() => ensureInstalled({ say, onSpawn: lifecycle.endWithUs }));
  await lifecycle.step(() => ensureBuilt({ say, onSpawn: lifecycle.endWithUs }));
  const { runBench } = await import('./bench.mjs');
  await runBench({ options, lifecycle, say });
  code = 0;
} catch (error) {
  report(error);
}
await lifecycle.shutdown(code);
