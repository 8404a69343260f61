/**
 * How long somebody waits who tries an e-mail address that has an account, and one that has none: whoever could tell
 * these apart could find out who has an account.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../statistics.mjs';

/** Milliseconds. */
const PAUSE = 60;

/** The operations that must not tell, and how often each is asked; 30 failed sign-ins close the door to an address. */
const operations = {
  signIn: {
    path: '/api/v1/auth/login',
    pairs: 14,
    body: (email) => ({ email, password: 'Not-The-Password-1' }),
  },
  forgotPassword: { path: '/api/v1/auth/forgot-password', pairs: 100, body: (email) => ({ email }) },
};

/** Resolves to { signIn, forgotPassword }, each with the medians `known` and `unknown` in milliseconds and `ratio`. */
export async function runGuesses(fixtures, { port }) {
  const outcome = {};
  for (const [name, { path, pairs, body }] of Object.entries(operations)) {
    const times = { known: [], unknown: [] };
    const url = `http://127.0.0.1:${port}${path}`;
    await ask(url, body(`warm-up-${name}@example.org`));
    for (let pair = 0; pair < pairs; pair += 1) {
      const emails = { known: fixtures.signIn.emails[pair], unknown: `stranger-${name}-${pair}@example.org` };
      // Whoever went first goes last in the next pair.
      const order = pair % 2 === 0 ? ['known', 'unknown'] : ['unknown', 'known'];
      const statuses = new Set();
      for (const kind of order) {
        const { status, milliseconds } = await ask(url, body(emails[kind]));
        statuses.add(status);
        times[kind].push(milliseconds);
        // The worker sends a mail to those who have an account: that must not slow the next request down.
        await sleep(PAUSE);
      }
      if (statuses.size > 1) throw new Error(`${path} answers known and unknown addresses differently`);
    }
    const [known, unknown] = [median(times.known), median(times.unknown)];
    outcome[name] = { known, unknown, ratio: known / unknown };
  }
  return outcome;
}

async function ask(url, body) {
  const sent = performance.now();
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await answer.arrayBuffer();
  return { status: answer.status, milliseconds: performance.now() - sent };
}
