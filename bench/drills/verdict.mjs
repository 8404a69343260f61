/** Holds what clients were told against what is in the database, in the mail server and in the logs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Events that everybody in a planner's room is told. */
const ANNOUNCED = /^(activity|section|planner)\./;

/** @param strict no request at all may fail. Resolves to { counts: [[title, value]], problems: [sentence] }. */
export async function judge({ cluster, world, load, listeners, mails, events, strict }) {
  const parts = [
    requests(load, strict),
    await writes({ cluster, world, load }),
    mailsOf(load, mails),
    await messages({ cluster, world, listeners }),
    { counts: [], problems: cluster.fallen },
  ];
  const counts = events.map(([title, value]) => [title, value]);
  const problems = events.flatMap(([, , problem]) => problem ?? []);
  for (const part of parts) {
    counts.push(...part.counts);
    problems.push(...part.problems);
  }
  return { counts, problems };
}

function requests({ answers }, strict) {
  const problems = [];
  const failed = answers.filter(({ status }) => status < 200 || status >= 300);
  const kinds = new Map();
  for (const { what, status, failure } of failed) {
    const kind = `${what}: ${failure ?? status}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const told = [...kinds].map(([kind, count]) => `${count} × ${kind}`).join(', ');
  const hung = failed.filter(({ failure }) => failure === 'no answer in time');
  const mute = failed.filter(({ status, retryAfter }) => status === 503 && retryAfter === undefined);
  // nginx gives 502 for a plain write that was with a replica when it was killed: it must not send it again. One with a
  // key that is sent again while the first still hangs is told 409, and sent once more.
  const isRight = ({ what, status }) =>
    status === 503 || (status === 502 && isPlainWrite(what)) || (status === 409 && isKeyed(what));
  const wrong = failed.filter((answer) => answer.failure !== 'no answer in time' && !isRight(answer));
  if (strict && failed.length > 0) problems.push(`requests failed: ${told}`);
  if (hung.length > 0) problems.push(`${hung.length} requests hung`);
  if (mute.length > 0) problems.push(`${mute.length} answers 503 without Retry-After`);
  if (wrong.length > 0) problems.push(`answers that should not be: ${told}`);
  return {
    counts: [
      ['requests, failed', `${answers.length}, ${failed.length}${told ? ` (${told})` : ''}`],
      ['slowest answer', `${(Math.max(...answers.map(({ ms }) => ms)) / 1000).toFixed(1)} s`],
    ],
    problems,
  };
}

const isKeyed = (what) => what.endsWith(' with a key');
const isPlainWrite = (what) => what === 'POST' || what === 'PATCH';

async function writes({ cluster, world, load }) {
  const rows = await cluster.query('SELECT id, title FROM activities WHERE planner_id = ANY ($1)', [
    world.planners.map(({ id }) => id),
  ]);
  const copies = new Map();
  for (const { title } of rows) {
    const marker = title.slice(0, 36);
    copies.set(marker, (copies.get(marker) ?? 0) + 1);
  }
  const titles = new Map(rows.map(({ id, title }) => [id, title]));
  const lost = [...load.created].filter(([, id]) => !titles.has(id));
  const doubled = [...copies.values()].filter((count) => count > 1);
  const changed = [...load.titles];
  const stale = changed.filter(([id, { last, since }]) => ![last, ...since].includes(titles.get(id)));
  const problems = [];
  if (lost.length > 0) problems.push(`${lost.length} acknowledged creations are not in the database`);
  if (doubled.length > 0) problems.push(`${doubled.length} creations are there twice`);
  if (stale.length > 0) problems.push(`${stale.length} acknowledged changes are not in the database`);
  return {
    counts: [
      ['creations acknowledged, lost, doubled', `${load.created.size}, ${lost.length}, ${doubled.length}`],
      ['activities with changes acknowledged, lost', `${changed.length}, ${stale.length}`],
    ],
    problems,
  };
}

function mailsOf(load, { received }) {
  const counts = new Map();
  for (const { to } of received) counts.set(to, (counts.get(to) ?? 0) + 1);
  const own = [...load.invited];
  const lost = own.filter((email) => !counts.has(email));
  const doubled = own.filter((email) => (counts.get(email) ?? 0) > 1);
  const problems = [];
  if (lost.length > 0) problems.push(`${lost.length} mails were not sent`);
  if (doubled.length > 0) problems.push(`${doubled.length} mails were sent twice`);
  return {
    counts: [['mails due, lost, doubled', `${own.length}, ${lost.length}, ${doubled.length}`]],
    problems,
  };
}

async function messages({ cluster, world, listeners }) {
  const events = await cluster.query(
    `SELECT seq::integer AS seq, event_id, name, resource_id FROM outbox WHERE stream_id = ANY ($1) ORDER BY seq`,
    [world.planners.map(({ id }) => id)],
  );
  const due = events.filter(({ name }) => ANNOUNCED.test(name));
  const counts = [['events to announce to each listener', String(due.length)]];
  const problems = [];
  for (const listener of listeners.all) {
    const heard = new Set([...listener.heard.keys()].map((key) => key.split(' ')[1]));
    const live = due.filter(({ event_id: id }) => heard.has(id)).length;
    const lost = due.filter(
      ({ event_id: id, resource_id: resource, seq }) =>
        !heard.has(id) && !((listener.synced.get(resource) ?? 0) >= seq),
    );
    const doubled = [...listener.heard].filter(([, count]) => count > 1);
    counts.push([
      `${listener.name}: live, by /sync alone, lost, doubled`,
      `${live}, ${due.length - live - lost.length}, ${lost.length}, ${doubled.length}` +
        ` (cut off ${listener.closings.length} ×, gaps ${listener.gaps})`,
    ]);
    if (lost.length > 0) {
      problems.push(
        `${listener.name} never learnt of ${lost.length} events, the first a ${lost[0].name} (seq ${lost[0].seq})`,
      );
    }
    if (doubled.length > 0)
      problems.push(`${listener.name} was told ${doubled.length} messages more than once`);
    if (!listener.isOpen) problems.push(`${listener.name} did not come back`);
  }
  return { counts, problems };
}

/** Lines of the processes' logs that no outage excuses. */
export function troubleInLogs(directory) {
  const folder = join(directory, 'logs');
  return readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) =>
        /unhandled|uncaught|unexpected error|TypeError|ReferenceError|MaxListeners/i.test(line),
      )
      .map((line) => `${name}: ${line}`),
  );
}
