/**
 * W6: searches of somebody with many documents and of people with few, kind by kind, over a few connections that each
 * ask again as soon as they are answered.
 */
import http from 'node:http';
import { percentile } from '../statistics.mjs';

/** What is asked, in turn; `few` knows the words of the callers' planners, `many` those of the keeper's. */
const questions = {
  many: {
    word: ['budget', 'contract', 'newsletter', 'insurance', 'morning'],
    prefix: ['budg', 'pres', 'ins', 'de'],
    typo: ['buget', 'contarct', 'newsleter', 'isnurance'],
    'two words': ['budget Lisbon', 'quarterly report', 'missing inv'],
    'one planner': ['morning', 'office', 'forgotten'],
  },
  few: {
    word: ['budget', 'quotes', 'draft', 'morning'],
    prefix: ['budg', 'quo', 'dra', 'mor'],
    typo: ['buget', 'qoutes', 'thesiss', 'gardne'],
    'two words': ['first draft', 'three quotes', 'over bud'],
    'one planner': ['budget', 'quotes', 'draft'],
    'just written': ['printer proofs'],
  },
};

/** Resolves to { many: { word: { p50, p95, p99, requests }, … }, few: … } in milliseconds. */
export async function runSearches(fixtures, { port, connections, seconds }) {
  const people = { many: [fixtures.keeper], few: fixtures.callers };
  const outcome = {};
  for (const [who, kinds] of Object.entries(questions)) {
    outcome[who] = {};
    const share = seconds / Object.keys(kinds).length;
    for (const [kind, texts] of Object.entries(kinds)) {
      outcome[who][kind] = await runKind({
        port,
        connections,
        seconds: share,
        people: people[who],
        kind,
        texts,
      });
    }
  }
  return outcome;
}

async function runKind({ port, connections, seconds, people, kind, texts }) {
  const times = [];
  const until = performance.now() + seconds * 1000;
  let turn = 0;
  const connection = async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    while (performance.now() < until) {
      const person = people[turn % people.length];
      const text = texts[Math.floor(turn / people.length + turn) % texts.length];
      turn += 1;
      if (kind === 'just written') await write({ port, agent, person });
      const place = kind === 'one planner' ? `&plannerId=${person.reading}` : '';
      times.push(
        await ask({ port, agent, person, path: `/api/v1/search?q=${encodeURIComponent(text)}${place}` }),
      );
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: connections }, connection));
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((part) => percentile(times, part));
  return { p50, p95, p99, requests: times.length };
}

function write({ port, agent, person }) {
  const body = JSON.stringify({
    title: 'Call the printer about the proofs',
    description: 'Ask for the date.',
  });
  return ask({
    port,
    agent,
    person,
    method: 'POST',
    path: `/api/v1/sections/${person.writing.real[0]}/activities`,
    body,
  });
}

/** Milliseconds until the whole answer is there. @throws Error for one that is no success, or that found nothing */
function ask({ port, agent, person, method = 'GET', path, body }) {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${person.token}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const sent = performance.now();
    const request = http.request({ host: '127.0.0.1', port, agent, method, path, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => (text += part));
      answer.on('end', () => {
        const milliseconds = performance.now() - sent;
        if (answer.statusCode >= 300)
          reject(new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 200)}`));
        else if (text.includes('"results":[]')) reject(new Error(`${path} found nothing`));
        else resolve(milliseconds);
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}
