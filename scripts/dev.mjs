#!/usr/bin/env node
/**
 * `npm run dev`: as `npm start`, with a compiler that watches the sources; API and worker start again after each
 * change that compiles, and the database is migrated first when migrations/ has changed. What does not compile leaves
 * the running programs alone.
 */
import './launch/node-version.mjs';
import { spawn } from 'node:child_process';
import { bundle, compilerArgs, fingerprint, forgetBuild } from './launch/build.mjs';
import { compilerPath } from './launch/compiler.mjs';
import { migrate } from './launch/application.mjs';
import { ensureInstalled } from './launch/install.mjs';
import { Lifecycle } from './launch/lifecycle.mjs';
import { launch, prepare } from './launch/session.mjs';
import { Failure, projectRoot, report } from './services/index.mjs';

const say = (sentence) => console.log(sentence);
const lifecycle = new Lifecycle({ say });

try {
  const session = await prepare({ lifecycle, say });
  await lifecycle.step(() => ensureInstalled({ say, onSpawn: lifecycle.endWithUs }));
  let onCompiled = () => undefined;
  await lifecycle.step(() => {
    const first = new Promise((resolve) => (onCompiled = resolve));
    return Promise.race([first, watch(() => onCompiled())]);
  });

  let migrations = fingerprint(['migrations']);
  let changed = false;
  onCompiled = () => (changed = true);
  const { env } = await launch({ ...session, lifecycle, say });
  session.supervisor.onGiveUp = (name) =>
    say(`The ${name} keeps ending: waiting for a change of the sources.`);
  let restarting = Promise.resolve();
  onCompiled = () => {
    restarting = restarting.then(() => restart(session.supervisor, env)).catch(report);
  };
  if (changed) onCompiled();

  async function restart(supervisor, environment) {
    if (lifecycle.stopping) return;
    say('Starting API and worker again …');
    await supervisor.stop();
    const now = fingerprint(['migrations']);
    if (now !== migrations) await migrate({ env: environment, onSpawn: lifecycle.endWithUs });
    migrations = now;
    if (!lifecycle.stopping) supervisor.start();
  }
} catch (error) {
  report(error);
  await lifecycle.shutdown(1);
}

/** Runs the compiler; calls back whenever all sources compile. Rejects should the compiler itself end. */
async function watch(compiled) {
  say('Building, and watching the sources …');
  forgetBuild();
  const watching = spawn(await compilerPath(), [...compilerArgs, '--watch', '--preserveWatchOutput'], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  lifecycle.endWithUs(watching);
  watching.stdout.on('data', (chunk) => {
    process.stdout.write(chunk);
    if (/Found 0 errors/.test(chunk)) bundle({ ahead: false }).then(compiled, report);
  });
  await new Promise((_, reject) => {
    watching.on('close', () => reject(new Failure('The compiler ended: see what it says above.')));
  });
}
