/**
 * Export: planners with thousands of activities as PDFs, asked for at the API and made by a worker that has done nothing
 * before: how long that takes, what the worker holds at its most, and what readers at the API notice of it.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, projectRoot } from '../scripts/services/index.mjs';
import { memoryOf, peakMemoryOfFamily } from './servers/process-times.mjs';
import { median, percentile } from './statistics.mjs';

const { Client } = createRequire(`${projectRoot}/package.json`)('pg');

const SECTIONS = 20;
/** A round compares so often, quiet and beside by turns: a machine's own unrest comes and goes within seconds. */
const TURNS = 3;
/** In lengths of a measurement: where the load leaves the cores no rest, an export is to be beside it to its end. */
const FULL_TIMES = 6;
/** Between two looks at a job, in milliseconds. */
const LOOK_MS = 50;
const PATIENCE_MS = 600_000;

/** Times in milliseconds, memory in MiB. */
export async function measureExports(stage, settings) {
  const { exported, exportedOnce, seconds, warmUp, rounds, rate, connections, say } = settings;
  const { keeper } = JSON.parse(readFileSync(stage.fixturesFile, 'utf8'));
  const [planner, larger] = await makePlanners(stage, keeper.reading, [exported, exportedOnce]);
  const make = (plannerId, format = 'pdf') => exportOnce(stage, keeper.token, plannerId, format);
  const readers = async (length) => {
    const load = { port: stage.ports.real, rate, signIns: 0, seconds: length, everyLatency: true };
    return (await stage.load.run('openLoop', load)).requests;
  };
  const w1 = (length) => {
    const load = { workload: 'w1', side: 'real', port: stage.ports.real, connections, seconds: length };
    return stage.load.run('closedLoop', load);
  };
  /** A worker that is there, as a small export shows; PDFs have cost it nothing yet. */
  const renewed = async () => {
    const pid = await stage.renewWorker();
    await make(keeper.reading, 'json');
    return { pid, idle: memoryOf(pid) };
  };

  const worker = await renewed();
  const first = await make(planner);
  const again = [];
  while (again.length < rounds) again.push(await make(planner));
  say(`  ${exported} activities alone: first ${told(first)}, then ${again.map(told).join(', ')}`);

  await readers(warmUp);
  await w1(warmUp);
  const paced = [];
  const full = [];
  for (let round = 0; round < rounds; round += 1) {
    const turns = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      const quiet = await readers(seconds);
      const besideNothing = await besideNoWork(() => readers(seconds));
      const one = await meanwhile(readers(seconds), () => make(planner), { single: true });
      turns.push({
        quiet,
        besideNothing,
        besideOne: one.beside,
        ...(await meanwhile(readers(seconds), () => make(planner))),
      });
    }
    paced.push(...turns);
    const p99s = (pick) => turns.map((turn) => pick(turn).p99.toFixed(1)).join(', ');
    const alone = await w1(seconds);
    const besideFull = await meanwhile(w1(seconds * FULL_TIMES), () => make(planner), { single: true });
    full.push({ alone, ...besideFull });
    say(
      `  round ${round + 1} of ${rounds}: W1 p99 quiet ${p99s(({ quiet }) => quiet)} ms, beside a walk through memory ` +
        `${p99s(({ besideNothing }) => besideNothing)} ms, beside one export ` +
        `${p99s(({ besideOne }) => besideOne)} ms, beside exports ${p99s(({ beside }) => beside)} ms; they took ` +
        turns.flatMap(({ exports }) => exports.map(told)).join(', '),
    );
    say(
      `    W1 by ${connections} connections: ${alone.rate.toFixed(0)}/s, p99 ${alone.p99.toFixed(1)} ms; beside one export ` +
        `${besideFull.beside.rate.toFixed(0)}/s, ${besideFull.beside.p99.toFixed(1)} ms; it took ` +
        besideFull.exports.map(told).join(', '),
    );
  }
  const peak = peakMemoryOfFamily(worker.pid);

  const other = await renewed();
  const last = await meanwhile(readers(seconds), () => make(larger), { single: true });
  const large = {
    ...last.exports[0],
    p99: last.beside.p99,
    idle: other.idle,
    peak: peakMemoryOfFamily(other.pid),
  };
  say(
    `  ${exportedOnce} activities: ${told(large)}, at most ${large.peak} MiB, W1 p99 ${large.p99.toFixed(1)} ms`,
  );

  // Of all requests of all turns: the slowest hundredth of one turn is too few to tell a millisecond from chance.
  const pooled = (pick, share) =>
    percentile(
      paced.flatMap((turn) => pick(turn).latencies),
      share,
    );
  const quiet = { p50: pooled((turn) => turn.quiet, 0.5), p99: pooled((turn) => turn.quiet, 0.99) };
  const beside = { p50: pooled((turn) => turn.beside, 0.5), p99: pooled((turn) => turn.beside, 0.99) };
  const besideOne = pooled((turn) => turn.besideOne, 0.99);
  const besideNothing = pooled((turn) => turn.besideNothing, 0.99);
  const quietest = paced.map((turn) => turn.quiet.p99);
  return {
    activities: exported,
    activitiesOnce: exportedOnce,
    rate,
    pages: first.pages,
    bytes: first.bytes,
    first: first.milliseconds,
    median: median(again.map(({ milliseconds }) => milliseconds)),
    longest: Math.max(first.milliseconds, ...again.map(({ milliseconds }) => milliseconds)),
    busy: median(paced.flatMap(({ exports }) => exports.map(({ milliseconds }) => milliseconds))),
    idle: worker.idle,
    peak,
    requests: paced.flatMap((turn) => turn.quiet.latencies).length,
    quiet: { ...quiet, from: Math.min(...quietest), to: Math.max(...quietest) },
    beside,
    ratio: beside.p99 / quiet.p99,
    besideOne,
    ratioOfOne: besideOne / quiet.p99,
    besideNothing,
    ratioOfNothing: besideNothing / quiet.p99,
    connections,
    full: {
      rate: median(full.map(({ alone }) => alone.rate)),
      rateBeside: median(full.map(({ beside: own }) => own.rate)),
      p99: median(full.map(({ alone }) => alone.p99)),
      p99Beside: median(full.map(({ beside: own }) => own.p99)),
      ratio: median(full.map(({ alone, beside: own }) => own.p99 / alone.p99)),
      longest: Math.max(...full.flatMap(({ exports }) => exports.map((one) => one.milliseconds))),
    },
    once: large,
    rounds: { paced: paced.map(withoutLatencies), full },
  };
}

/** What is kept of a turn: 3,200 latencies of each load are too much to read. */
function withoutLatencies({ exports, ...loads }) {
  const kept = Object.entries(loads).map(([name, load]) => [name, { ...load, latencies: undefined }]);
  return { ...Object.fromEntries(kept), exports };
}

/** One export after the other until the load is over, so that all of its requests are beside one. */
async function meanwhile(load, make, { single = false } = {}) {
  let over = false;
  const ended = load.then(
    (result) => ({ result }),
    (error) => ({ error }),
  );
  void ended.then(() => (over = true));
  const exports = [];
  do exports.push(await make());
  while (!over && !single);
  const { result, error } = await ended;
  if (error) throw error;
  return { beside: result, exports };
}

/** While a program works to no end, as often and as long at a time as the one that draws (load/nothing.mjs). */
async function besideNoWork(load) {
  const program = fork(`${projectRoot}/bench/load/nothing.mjs`, { detached: true });
  const gone = once(program, 'exit');
  const tooEarly = gone.then(() => {
    throw new Failure('The program that walks through memory has ended by itself.');
  });
  try {
    await Promise.race([once(program, 'message'), tooEarly]);
    return await Promise.race([load(), tooEarly]);
  } finally {
    tooEarly.catch(() => undefined);
    program.kill('SIGKILL');
    await gone;
  }
}

/** From the request to the answer that has the file, or to the job's end where it takes longer than anybody waits. */
async function exportOnce(stage, token, plannerId, format) {
  const started = performance.now();
  const { status, data } = await ask(stage, token, 'POST', `/export/${format}`, { plannerId });
  const result = status === 200 ? data : await resultOf(stage, token, data.jobId);
  const milliseconds = performance.now() - started;
  const response = await fetch(result.downloadUrl);
  const file = Buffer.from(await response.arrayBuffer());
  const whole = response.ok && file.length === result.fileSize;
  if (!whole || (format === 'pdf' && !isPdf(file)))
    throw new Failure(`The file of an export is not whole: ${response.status}, ${file.length} bytes.`);
  return { milliseconds, pages: result.pages, bytes: file.length };
}

const isPdf = (file) => file.subarray(0, 5).toString() === '%PDF-' && file.subarray(-8).includes('%%EOF');

async function resultOf(stage, token, jobId) {
  const started = performance.now();
  while (performance.now() - started < PATIENCE_MS) {
    const { status, result, error } = (await ask(stage, token, 'GET', `/jobs/${jobId}`)).data;
    if (status === 'completed') return result;
    if (status !== 'queued' && status !== 'active')
      throw new Failure(`An export ended as ${status}: ${JSON.stringify(error)}`);
    await sleep(LOOK_MS);
  }
  throw new Failure(`An export was not there after ${PATIENCE_MS / 1000} s.`);
}

async function ask(stage, token, method, path, body) {
  const response = await fetch(`http://127.0.0.1:${stage.ports.real}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok)
    throw new Failure(`${method} ${path} was answered with ${response.status}: ${text.slice(0, 300)}`);
  return { status: response.status, data: JSON.parse(text).data };
}

/** Planners of whoever owns the one that is given, with so many activities each; gives their ids. */
async function makePlanners(stage, ofOwnerOf, sizes) {
  const client = new Client({ connectionString: stage.env.DATABASE_URL });
  await client.connect();
  try {
    const ids = [];
    for (const size of sizes) {
      const { rows } = await client.query(newPlanner, [ofOwnerOf, SECTIONS, Math.ceil(size / SECTIONS)]);
      ids.push(rows[0].id);
    }
    // As it would by itself within the next minute, in the midst of what is measured.
    await client.query('VACUUM ANALYZE planners, sections, activities');
    return ids;
  } finally {
    await client.end();
  }
}

/** As those of data/fill.sql are; a title in twenty-five is in other scripts, whose fonts the worker has to read. */
const newPlanner = `
WITH planner AS (
  INSERT INTO planners (id, owner_id, title, description, color, icon, tags, created_at, updated_at)
  SELECT uuidv7(), owner_id, 'Everything of the year', 'All that has to be **done**, by whom and until when.',
         '#3366ff', 'calendar', ARRAY['work'], created_at, created_at
    FROM planners WHERE id = $1
  RETURNING id, owner_id, created_at AS made
), section AS (
  INSERT INTO sections (id, planner_id, title, description, type, position, created_at, updated_at)
  SELECT uuidv7(), id, 'Part ' || number, 'Sorted by what is most pressing.', 'tasks',
         'i' || lpad(to_hex(number), 9, '0'), made, made
    FROM planner, generate_series(1, $2::integer) AS number
  RETURNING id
), activity AS (
  INSERT INTO activities (id, section_id, planner_id, user_id, title, description, type, status, priority, due_date,
                          completed_at, tags, checklist, metadata, position, updated_by, created_at, updated_at)
  SELECT uuidv7(), section.id, planner.id, owner_id,
         CASE WHEN turn % 25 = 0 THEN (ARRAY['会議の準備をする', 'تحضير الاجتماع', 'להכין את הפגישה', 'बैठक की तैयारी',
                                             'Подготовить встречу', '회의 준비', '🚀 Launch day'])[1 + turn / 25 % 7]
              ELSE (ARRAY['Ask for three quotes', 'Book the room', 'Write the first draft',
                          'Look over the budget'])[1 + turn % 4] END || ' (' || turn || ')',
         'Call in the morning, when the office is open, and note the **name** of whoever answers. See the list from '
           || 'last time for what was forgotten then.',
         'task', CASE WHEN turn % 4 = 0 THEN 'completed' ELSE 'pending' END,
         (ARRAY['low', 'medium', 'high', 'urgent'])[1 + turn % 4], made + make_interval(hours => turn),
         CASE WHEN turn % 4 = 0 THEN made + interval '2 hours' END, ARRAY['phone', 'week' || turn % 5],
         CASE WHEN turn % 5 = 0 THEN jsonb_build_array(
           jsonb_build_object('id', uuidv7(), 'text', 'Find the number', 'completed', true, 'order', 0),
           jsonb_build_object('id', uuidv7(), 'text', 'Call', 'completed', false, 'order', 1)) ELSE '[]' END,
         '{"estimatedDuration": 25, "difficulty": 2}', 'i' || lpad(to_hex(16 + turn), 9, '0'), owner_id, made, made
    FROM planner, section, generate_series(1, $3::integer) AS turn
), stats AS (
  INSERT INTO planner_stats (planner_id, sections_count, activities_count, completed_count, last_activity_at, tick)
  SELECT id, $2::integer, $2::integer * $3::integer, $2::integer * ($3::integer / 4), made, 64 FROM planner
)
SELECT id FROM planner`;

function told({ milliseconds, pages }) {
  return `${(milliseconds / 1000).toFixed(1)} s${pages === undefined ? '' : ` (${pages} pages)`}`;
}
