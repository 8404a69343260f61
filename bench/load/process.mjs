/** A process that makes load as its parent tells it (driver.mjs), one run after the other. */
import { readFileSync } from 'node:fs';
import { runClosedLoop } from './closed-loop.mjs';
import { runFanOut } from './fan-out.mjs';
import { runGuesses } from './guesses.mjs';
import { runOpenLoop } from './open-loop.mjs';
import { runSearches } from './searches.mjs';

const kinds = {
  closedLoop: runClosedLoop,
  openLoop: runOpenLoop,
  fanOut: runFanOut,
  guesses: runGuesses,
  searches: runSearches,
};
const fixtures = JSON.parse(readFileSync(process.argv[2], 'utf8'));

process.on('message', ({ kind, settings }) => {
  globalThis.gc();
  kinds[kind](fixtures, settings).then(
    (result) => process.send({ result }),
    (error) => process.send({ error: error?.stack ?? String(error) }),
  );
});
process.on('disconnect', () => process.exit());
