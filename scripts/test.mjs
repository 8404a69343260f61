#!/usr/bin/env node
/**
 * `npm test [-- jest arguments]`: all tests on a real PostgreSQL and Redis of their own, in .data/test.
 * TEST_DATABASE_URL (a role that may create databases) and TEST_REDIS_URL name others; DATABASE_URL and REDIS_URL are
 * not heeded, as tests must never meet data that somebody wants to keep.
 * The last line printed is the count of tests; no test at all is a failure.
 */
import './launch/node-version.mjs';
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled } from './launch/install.mjs';
import { Lifecycle } from './launch/lifecycle.mjs';
import { testLibraries } from './launch/test-libraries.mjs';
import {
  defaultDataDirectory,
  Failure,
  openDataDirectory,
  projectRoot,
  report,
  startServices,
  takeLock,
} from './services/index.mjs';

const say = (sentence) => process.stderr.write(`${sentence}\n`);
const lifecycle = new Lifecycle({ say, codeOnSignal: 130 });
let code = 1;
let summary = '';

try {
  await lifecycle.step(() => ensureInstalled({ say, onSpawn: lifecycle.endWithUs }));
  const dataDirectory = claimDataDirectory();
  const services = await lifecycle.step(async () => {
    const started = await startServices({
      dataDirectory,
      mode: 'throwaway',
      databaseUrl: process.env.TEST_DATABASE_URL || undefined,
      redisUrl: process.env.TEST_REDIS_URL || undefined,
      say,
      onCrash: (name) => say(`${name} ended unexpectedly: its log is in ${dataDirectory}.`),
    });
    lifecycle.onStop(started);
    return started;
  });
  const libraries = await lifecycle.step(() => testLibraries());
  code = await lifecycle.step(() => runJest(services, dataDirectory, libraries));
} catch (error) {
  report(error);
}
// As the very last line, when the services have gone too.
process.on('exit', () => summary && process.stdout.write(`${summary}\n`));
await lifecycle.shutdown(code);

/** .data/test, or the next one that no other test run is using just now. */
function claimDataDirectory() {
  const parent = openDataDirectory(defaultDataDirectory());
  for (let number = 1; number <= 9; number += 1) {
    const folder = openDataDirectory(join(parent, number === 1 ? 'test' : `test-${number}`));
    const release = takeLock(join(folder, 'test.lock'));
    if (!release) continue;
    lifecycle.onStop({ stop: release, kill: release });
    return folder;
  }
  throw new Failure('Nine test runs are under way in this folder already: wait for one to end.');
}

async function runJest(services, dataDirectory, libraries) {
  const counts = join(dataDirectory, 'counts.json');
  rmSync(counts, { force: true });
  const args = process.argv.slice(2);
  // After the arguments: Jest takes every bare word that follows for one more reporter.
  const reporters = [
    '--reporters=default',
    `--reporters=${join(projectRoot, 'scripts/launch/count-reporter.mjs')}`,
  ];
  const own = process.env.TEST_DATABASE_URL ? {} : { ALMANAC_TEST_CLUSTER: 'own' };
  const jest = spawn(
    process.execPath,
    // Its workers take the flag on: room for young objects, of which requests and answers make many.
    ['--max-semi-space-size=32', join(projectRoot, 'node_modules/jest/bin/jest.js'), ...args, ...reporters],
    {
      cwd: projectRoot,
      stdio: 'inherit',
      env: {
        ...process.env,
        ...own,
        NODE_ENV: 'test',
        TZ: 'UTC',
        DATABASE_URL: services.adminUrl,
        REDIS_URL: services.redisUrl,
        ALMANAC_TEST_COUNTS: counts,
        ALMANAC_TEST_LIBRARIES: libraries,
      },
    },
  );
  lifecycle.endWithUs(jest);
  const outcome = await new Promise((resolve) => {
    jest.on('error', () => resolve(1));
    jest.on('close', (status, name) => resolve(status ?? 128 + constants.signals[name]));
  });
  return judge(outcome, counts);
}

/** Jest's own verdict, save that a run in which no test was executed never passes. */
function judge(outcome, counts) {
  let result;
  try {
    result = JSON.parse(readFileSync(counts, 'utf8'));
  } catch {
    // Jest found no test or broke down, and said so; or it only told something (--help, --listTests).
    if (outcome !== 0) summary = '0 passed, 0 failed';
    return outcome;
  }
  const skipped = result.skipped > 0 ? `, ${result.skipped} skipped` : '';
  summary = `${result.passed} passed, ${result.failed} failed${skipped}`;
  return outcome === 0 && result.passed === 0 ? 1 : outcome;
}
