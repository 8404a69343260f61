/**
 * Holds both servers to the same work before anything is measured: alike answers to W1, W2 and W3, save the instants'
 * notation. A bare server that tells less would make the ratios of the other look worse, one that tells more better.
 */
import { readFileSync } from 'node:fs';
import { Failure } from '../scripts/services/failure.mjs';
import { requestsOf } from './load/requests.mjs';

/** What only the API says, and why that is its own price to pay. */
const extras = {
  w1: [/^data\.pagination/],
  w2: [/^message$/],
  w3: [/^data\.collaborators/],
};
/** Differs between two rows however alike they were made. */
const ownOfRow = /\.(id|sectionId|plannerId|position|createdAt|updatedAt)$/;

/** Gives the bytes of each server's answers. @throws Failure that names the first differences */
export async function checkSameWork(stage, say) {
  const { callers } = JSON.parse(readFileSync(stage.fixturesFile, 'utf8'));
  const sizes = {};
  for (const workload of ['w1', 'w2', 'w3']) {
    const [real, bare] = await Promise.all(
      ['real', 'bare'].map((side) =>
        answerOf(stage.ports[side], requestsOf(workload, { callers: [callers[0]], side })[0]),
      ),
    );
    const differences = compare(workload, real.body, bare.body);
    if (differences.length > 0) {
      throw new Failure(
        `The two servers do not do the same work in ${workload.toUpperCase()}: ${differences.slice(0, 8).join('; ')}.`,
      );
    }
    sizes[workload] = { real: real.bytes, bare: bare.bytes };
  }
  say(
    `Answers are alike (bytes, API and bare: ${Object.values(sizes)
      .map(({ real, bare }) => `${real} and ${bare}`)
      .join(', ')}).`,
  );
  return sizes;
}

async function answerOf(port, { method, path, headers, body }) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, body });
  const text = await response.text();
  if (!response.ok)
    throw new Failure(`${method} ${path} was answered with ${response.status}: ${text.slice(0, 500)}`);
  return { bytes: Buffer.byteLength(text), body: JSON.parse(text) };
}

function compare(workload, real, bare) {
  const left = leaves(real);
  const right = leaves(bare);
  const differences = [];
  for (const [path, value] of left) {
    if (extras[workload].some((extra) => extra.test(path))) continue;
    if (!right.has(path)) differences.push(`only the API has ${path}`);
    else if (right.get(path) !== value && !(workload === 'w2' && ownOfRow.test(path)))
      differences.push(`${path} is ${value} and ${right.get(path)}`);
  }
  for (const path of right.keys()) {
    if (!left.has(path) && path !== 'data.total') differences.push(`only the bare server has ${path}`);
  }
  return differences;
}

/** Path → value of everything that holds no other thing; instants by their milliseconds. */
function leaves(value, path = '', found = new Map()) {
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) found.set(path, 'empty');
    for (const [key, item] of entries) leaves(item, path === '' ? key : `${path}.${key}`, found);
  } else if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) found.set(path, Date.parse(value));
  else found.set(path, value);
  return found;
}
