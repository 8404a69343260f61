/** W8: a plan of 10,000 steps with 20,000 dependencies, scheduled in a process and by the API. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { projectRoot } from '../scripts/services/data-directory.mjs';
import { Failure } from '../scripts/services/failure.mjs';
import { median } from './statistics.mjs';

const STEPS = 10_000;
const DEPENDENCIES = 20_000;
const PEOPLE = 50;

/** Computes it as the thread of the API does, then asks the API; each plain and levelled, in milliseconds. */
export async function measurePlans(stage, { rounds, say }) {
  const plan = examplePlan();
  const own = await inProcess(plan, rounds);
  say(`  W8 in process: ${told(own)}`);
  const http = await overHttp(stage, plan, rounds);
  say(`  W8 over HTTP: ${told(http)}`);
  return { steps: STEPS, dependencies: DEPENDENCIES, own, http };
}

/** Steps that wait for some of the hundred before them, of all kinds; the same plan in every run. */
export function examplePlan() {
  let state = 1;
  const random = (below) => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return Math.floor((state / 0x7fffffff) * below);
  };
  const steps = Array.from({ length: STEPS }, (_, number) => ({
    id: `s${number}`,
    title: `Step ${number}`,
    duration: 30 + random(960),
    dependsOn: [],
    assignee: `person ${random(PEOPLE)}`,
    earliestStart: null,
    fixedStart: null,
    priority: random(100),
  }));
  for (let count = 0; count < DEPENDENCIES; count += 1) {
    const to = 1 + random(STEPS - 1);
    const from = to - 1 - random(Math.min(to, 100));
    const type = ['FS', 'FS', 'FS', 'SS', 'FF'][random(5)];
    steps[to].dependsOn.push({ id: `s${from}`, type, lag: random(60) });
  }
  return {
    title: 'W8',
    startsAt: '2026-03-02T08:00:00.000Z',
    deadline: '2027-03-02T08:00:00.000Z',
    calendar: {
      workingDays: [1, 2, 3, 4, 5],
      hours: [
        { from: '09:00', to: '12:00' },
        { from: '13:00', to: '17:00' },
      ],
      holidays: ['2026-12-25'],
      timezone: 'Europe/Vienna',
    },
    steps,
  };
}

function inProcess({ steps, ...plan }, rounds) {
  const { scheduleText } = createRequire(import.meta.url)(join(projectRoot, 'dist', 'schedule.worker.js'));
  const text = JSON.stringify(steps);
  const once = (level) => {
    const started = performance.now();
    const { problem } = scheduleText({ kind: 'schedule', plan, steps: text, level, now: 0 });
    if (problem) throw new Failure(`W8 was not scheduled: ${problem.message}`);
    return performance.now() - started;
  };
  return both(rounds, once);
}

async function overHttp(stage, plan, rounds) {
  const [{ token }] = JSON.parse(readFileSync(stage.fixturesFile, 'utf8')).callers;
  const ask = async (path, body) => {
    const response = await fetch(`http://127.0.0.1:${stage.ports.real}/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Failure(`W8: POST ${path} answered ${response.status}: ${text.slice(0, 300)}`);
    return text;
  };
  const { id } = JSON.parse(await ask('/plans', plan)).data;
  const once = async (level) => {
    const started = performance.now();
    await ask(`/plans/${id}/schedule`, { level });
    return performance.now() - started;
  };
  return both(rounds, once);
}

/** The first is told by itself: nothing is compiled then, and over HTTP the thread has to start. */
async function both(rounds, once) {
  const figures = {};
  for (const [name, level] of [
    ['plain', false],
    ['levelled', true],
  ]) {
    const times = [];
    for (let turn = 0; turn < 1 + rounds * 5; turn += 1) times.push(await once(level));
    const [first, ...rest] = times;
    figures[name] = { first, median: median(rest), longest: Math.max(...rest) };
  }
  return figures;
}

function told(figures) {
  return Object.entries(figures)
    .map(
      ([name, { first, median: middle }]) => `${name} ${Math.round(middle)} ms (first ${Math.round(first)})`,
    )
    .join(', ');
}
