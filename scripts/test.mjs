#!/usr/bin/env node
/**
 * `npm test [-- jest arguments]`: all tests on a real PostgreSQL and Redis of their own, in .data/test.
 * TEST_DATABASE_URL (a role that may create databases) and TEST_REDIS_URL name others; DATABASE_URL and REDIS_URL are
 * not heeded, as tests must never meet data that somebody wants to keep.
 *
 * FC_SEED is the seed of what property tests draw: the same in every run unless a number is given, or `random`.
 * In a run of all tests, files that failed are run a second time, alone, if they are few: the machine may have been too
 * busy for them. What passed only then is named at the end, as it wants looking at; whatever fails twice has failed.
 * The last line printed is the count of tests; no test at all is a failure.
 */
import './launch/node-version.mjs';
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join, relative } from 'node:path';
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

/** More files than these have failed for a reason of their own. */
const SECOND_TRIES = 5;

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
  code = await lifecycle.step(() => runTests(services, dataDirectory, libraries));
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

/** Gives the exit code. */
async function runTests(services, dataDirectory, libraries) {
  const args = process.argv.slice(2);
  const run = (options) => runJest(services, dataDirectory, libraries, options);
  const first = await run(args);
  const failed = first.files.filter((file) => file.failed > 0);
  if (args.length > 0 || failed.length === 0 || failed.length > SECOND_TRIES) return judge(first);

  const paths = failed.map(({ path }) => path);
  process.stdout.write(`\nOnce more, alone:\n${paths.map((path) => `  ${named(path)}\n`).join('')}`);
  const second = await run(['--runInBand', '--runTestsByPath', ...paths]);
  const better = second.files.filter((file) => file.failed === 0).map(({ path }) => path);
  if (better.length > 0) {
    process.stdout.write(
      `\nFailed at first, passed alone:\n${better.map((path) => `  ${named(path)}\n`).join('')}`,
    );
  }
  const others = first.files.filter(({ failed: count }) => count === 0);
  return judge({ outcome: second.outcome, files: [...others, ...second.files] });
}

function named(path) {
  return relative(projectRoot, path);
}

/** Gives Jest's exit code, and the counts of each test file. */
async function runJest(services, dataDirectory, libraries, args) {
  const counts = join(dataDirectory, 'counts.json');
  rmSync(counts, { force: true });
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
  return { outcome, files: readCounts(counts) };
}

/** None where Jest found no test or broke down, and said so; or it only told something (--help, --listTests). */
function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
}

/** Jest's own verdict, save that a run in which no test was executed never passes. */
function judge({ outcome, files }) {
  if (files.length === 0 && outcome === 0) return outcome;
  const sum = (what) => files.reduce((total, file) => total + file[what], 0);
  const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
  summary = `${sum('passed')} passed, ${sum('failed')} failed${skipped}`;
  return outcome === 0 && sum('passed') === 0 ? 1 : outcome;
}
