/**
 * A program that walks through some memory for a fifth of a core, to no end, and gives way to all others as the drawing of
 * exports does (docs/adr/0144): what readers notice of any work that uses memory on this machine. Started in a session of its own;
 * ends with whoever started it.
 */
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

/** As the drawing does: so long at a time, of so much. */
const RUN_MS = 4;
const TURN_MS = 21;
/** 32 MiB, more than a core's caches hold; one number in each line of a cache. */
const memory = new Float64Array(4 * 1024 * 1024);
const LINE = 8;
/** Between two looks at the clock. */
const LINES = 64;

const { giveWay } = createRequire(import.meta.url)('../../dist/libs/platform/src/priority/give-way.js');

process.on('disconnect', () => process.exit());
await giveWay(process.pid);
process.send('ready');
let at = 0;
let due = performance.now();
for (;;) {
  const until = performance.now() + RUN_MS;
  while (performance.now() < until) {
    for (let line = 0; line < LINES; line += 1) {
      memory[at] += 1;
      at = (at + LINE) % memory.length;
    }
  }
  due = Math.max(due + TURN_MS, performance.now());
  await sleep(due - performance.now());
}
