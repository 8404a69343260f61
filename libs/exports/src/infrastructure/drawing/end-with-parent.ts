import { Worker } from 'node:worker_threads';

/** Between two looks, in milliseconds. */
const LOOK_MS = 2000;

/** What the thread runs. A process whose parent is gone is given another one, which may be so before it first looks. */
const WATCH = `
  const { workerData: parent } = require('node:worker_threads');
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  }, ${LOOK_MS});`;

/**
 * Ends this process when the one that started it is gone, even where the main thread hears of nothing any more: a drawing
 * that went round in circles would keep a core for ever, in a session that nobody else ends.
 * @param parent the number of that process, as it gave it
 */
export function endWithParent(parent: number): void {
  const limits = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 };
  const watch = new Worker(WATCH, {
    eval: true,
    workerData: parent,
    execArgv: [],
    env: {},
    resourceLimits: limits,
  });
  watch.unref();
  // Without it this process draws as well.
  watch.on('error', () => undefined);
}
