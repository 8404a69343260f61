/**
 * A program that computes nothing, for a fifth of a core, and gives way to all others as the drawing of exports does
 * (docs/adr/0144): what readers notice of any work at all on this machine. Started in a session of its own; ends with
 * whoever started it.
 */
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

const RUN_MS = 0.3;
const TURN_MS = 1.6;

const { giveWay } = createRequire(import.meta.url)('../../dist/libs/platform/src/priority/give-way.js');

process.on('disconnect', () => process.exit());
await giveWay(process.pid);
process.send('ready');
let due = performance.now();
for (;;) {
  const until = performance.now() + RUN_MS;
  while (performance.now() < until);
  due = Math.max(due + TURN_MS, performance.now());
  await sleep(due - performance.now());
}
