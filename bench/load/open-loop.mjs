/**
 * W5: requests at a fixed rate whatever the answers take, as many people make them who do not know of each other; and
 * beside them sign-ins. A slow answer holds up no later request, so none is left out of the figures.
 */
import http from 'node:http';
import { percentile } from '../statistics.mjs';
import { requestsOf } from './requests.mjs';

const TICK_MS = 5;
/** What is not answered after this time has failed. */
const PATIENCE_MS = 60_000;

/** Resolves to { requests, signIns } with rate, p50 and p99 (milliseconds) and the statuses of each; with `everyLatency` each of them, too. */
export async function runOpenLoop(fixtures, { port, seconds, rate, signIns, everyLatency = false }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 512, scheduling: 'fifo' });
  const lists = requestsOf('w1', { callers: fixtures.callers });
  const { emails, password } = fixtures.signIn;
  const streams = [
    stream(rate, (number) => send(agent, port, lists[number % lists.length])),
    stream(signIns, (number) => send(agent, port, signInOf(emails[number % emails.length], password))),
  ];
  const started = performance.now();
  await new Promise((resolve) => {
    const timer = setInterval(() => {
      const elapsed = performance.now() - started;
      for (const one of streams) one.sendDue(Math.min(elapsed, seconds * 1000));
      if (elapsed < seconds * 1000) return;
      clearInterval(timer);
      resolve();
    }, TICK_MS);
  });
  const [requests, entries] = await Promise.all(streams.map((one) => one.summary(seconds, everyLatency)));
  agent.destroy();
  return { requests, signIns: entries };
}

function stream(rate, sendOne) {
  const begun = performance.now();
  const answers = [];
  return {
    sendDue(elapsed) {
      const due = Math.floor((elapsed / 1000) * rate);
      while (answers.length < due) answers.push(sendOne(answers.length));
    },
    async summary(seconds, everyLatency) {
      const all = await Promise.all(answers);
      const good = all.filter(({ status }) => status >= 200 && status < 300);
      const statuses = {};
      for (const { status } of all) statuses[status] = (statuses[status] ?? 0) + 1;
      const latencies = good.map(({ milliseconds }) => milliseconds);
      return {
        sent: all.length,
        answered: good.length,
        // Of those who waited in line the last are answered after the time is over.
        rate: good.length / Math.max(seconds, (performance.now() - begun) / 1000),
        p50: percentile(latencies, 0.5),
        p99: percentile(latencies, 0.99),
        ...(everyLatency ? { latencies } : {}),
        statuses,
      };
    },
  };
}

function signInOf(email, password) {
  return {
    method: 'POST',
    path: '/api/v1/auth/login',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  };
}

/** Resolves to { status, milliseconds }, from the moment of sending to the last byte of the answer. */
function send(agent, port, { method, path, headers, body }) {
  return new Promise((resolve) => {
    const sent = performance.now();
    const finish = (status) => resolve({ status, milliseconds: performance.now() - sent });
    const request = http.request(
      { host: '127.0.0.1', port, method, path, headers, agent, timeout: PATIENCE_MS },
      (response) => {
        response.resume();
        response.on('end', () => finish(response.statusCode));
      },
    );
    request.on('timeout', () => request.destroy());
    request.on('error', (error) => finish(error.code ?? 'error'));
    request.end(body);
  });
}
