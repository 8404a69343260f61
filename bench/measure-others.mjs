/** W4 (fan-out), W5 (sign-ins beside reads), W6 (searches), what guessing addresses tells, and the time to boot. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { heapFlags } from '../scripts/launch/application.mjs';
import { pickPort } from '../scripts/services/ports.mjs';
import { memoryOf } from './servers/process-times.mjs';
import { scripts, untilReady } from './servers/programs.mjs';
import { median } from './statistics.mjs';

/** One update to all sockets of a room, at the plain door of either server in turn; Socket.IO once, to know it. */
export async function measureFanOut(stage, { sockets, updates, say }) {
  const { rooms } = JSON.parse(readFileSync(stage.fixturesFile, 'utf8'));
  const side = (name, door, on) => ({ name, door, port: stage.ports[on], room: rooms[on] });
  const plain = await stage.load.run('fanOut', {
    sides: [side('real', 'ws', 'real'), side('bare', 'ws', 'bare')],
    sockets,
    updates,
  });
  say(`  W4 plain: real p99 ${ms(plain.real.p99)}, bare p99 ${ms(plain.bare.p99)}`);
  const { socketIo } = await stage.load.run('fanOut', {
    sides: [side('socketIo', 'socket.io', 'real')],
    sockets,
    updates: Math.ceil(updates / 2),
  });
  say(`  W4 Socket.IO: p99 ${ms(socketIo.p99)}`);
  return {
    ...plain,
    socketIo,
    ratio: plain.real.p99 / plain.bare.p99,
    ratioP50: plain.real.p50 / plain.bare.p50,
  };
}

/** W1 at a fixed rate, quiet and with sign-ins beside it, in turn. */
export async function measureSignIns(stage, { seconds, warmUp, rounds, rate, signIns, say }) {
  const settings = { port: stage.ports.real, rate };
  await stage.load.run('openLoop', { ...settings, signIns: 1, seconds: warmUp });
  const done = [];
  for (let round = 0; round < rounds; round += 1) {
    const quiet = await stage.load.run('openLoop', { ...settings, signIns: 0, seconds });
    const busy = await stage.load.run('openLoop', { ...settings, signIns, seconds });
    done.push({ quiet: quiet.requests, beside: busy.requests, signIns: busy.signIns });
    say(
      `  W5 round ${round + 1} of ${rounds}: p99 quiet ${ms(quiet.requests.p99)}, beside sign-ins ${ms(busy.requests.p99)}, ` +
        `${busy.signIns.answered} of ${busy.signIns.sent} sign-ins answered`,
    );
    await sleep(500);
  }
  const middle = (pick) => median(done.map(pick));
  return {
    rate,
    asked: signIns,
    quiet: { p50: middle(({ quiet }) => quiet.p50), p99: middle(({ quiet }) => quiet.p99) },
    beside: { p50: middle(({ beside }) => beside.p50), p99: middle(({ beside }) => beside.p99) },
    signIns: {
      rate: middle((one) => one.signIns.rate),
      p50: middle((one) => one.signIns.p50),
      p99: middle((one) => one.signIns.p99),
    },
    ratio: middle(({ quiet, beside }) => beside.p99 / quiet.p99),
    rounds: done,
  };
}

/** Searches of people with many and with few documents; each figure is the median of the rounds. */
export async function measureSearches(stage, { seconds, warmUp, rounds, searchers, say }) {
  const settings = { port: stage.ports.real, connections: searchers };
  await stage.load.run('searches', { ...settings, seconds: warmUp });
  const done = [];
  for (let round = 0; round < rounds; round += 1) {
    done.push(await stage.load.run('searches', { ...settings, seconds }));
    const worst = (who) => Math.max(...Object.values(done.at(-1)[who]).map(({ p95 }) => p95));
    say(
      `  W6 round ${round + 1} of ${rounds}: worst p95 ${ms(worst('many'))} with many documents, ${ms(worst('few'))} with few`,
    );
  }
  const middle = (who, kind) =>
    Object.fromEntries(
      ['p50', 'p95', 'p99'].map((name) => [name, median(done.map((one) => one[who][kind][name]))]),
    );
  const figures = { searchers, rounds: done };
  for (const who of ['many', 'few']) {
    figures[who] = Object.fromEntries(Object.keys(done[0][who]).map((kind) => [kind, middle(who, kind)]));
  }
  return figures;
}

/** What known and unknown e-mail addresses are answered in. */
export async function measureGuesses(stage, { say }) {
  const figures = await stage.load.run('guesses', { port: stage.ports.real });
  const brief = Object.entries(figures).map(([name, { ratio }]) => `${name} × ${ratio.toFixed(2)}`);
  say(`  known against unknown: ${brief.join(', ')}`);
  return figures;
}

/** From the start of the built API to its first "ready", with the database up; in milliseconds. */
export async function measureBoot(stage, { boots, say }) {
  const times = [];
  let memory;
  for (let number = 0; number < boots; number += 1) {
    const port = await pickPort();
    const env = { ...stage.env, PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` };
    const started = performance.now();
    const program = stage.start({ name: 'api-boot', script: scripts.api, env, nodeArgs: heapFlags });
    await untilReady(program, `http://127.0.0.1:${port}/health/ready`, { pause: 10 });
    times.push(performance.now() - started);
    memory = memoryOf(program.pid);
    await program.stop();
  }
  say(`  boot: ${times.map(ms).join(', ')}`);
  return { times, median: median(times), memory };
}

function ms(value) {
  return value === undefined ? 'unknown' : `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}
