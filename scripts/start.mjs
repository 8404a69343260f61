#!/usr/bin/env node
/**
 * `npm start`: everything that Almanac needs, from a fresh clone to a running system, in one terminal.
 * Installs, builds, starts PostgreSQL and Redis (unless DATABASE_URL and REDIS_URL name others), migrates, makes the
 * first admin, runs API and worker, and stops all of it on Ctrl-C. Until the packages are installed, only Node's own
 * modules may be imported here.
 */
import './launch/node-version.mjs';
import { ensureBuilt } from './launch/build.mjs';
import { ensureInstalled } from './launch/install.mjs';
import { Lifecycle } from './launch/lifecycle.mjs';
import { launch, prepare } from './launch/session.mjs';
import { report } from './services/failure.mjs';

const say = (sentence) => console.log(sentence);
const lifecycle = new Lifecycle({ say });

try {
  const session = await prepare({ lifecycle, say });
  await lifecycle.step(() => ensureInstalled({ say, onSpawn: lifecycle.endWithUs }));
  await lifecycle.step(() => ensureBuilt({ say, onSpawn: lifecycle.endWithUs }));
  await launch({ ...session, lifecycle, say });
} catch (error) {
  report(error);
  await lifecycle.shutdown(1);
}
