import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Says the thread's priority, and the lines of its group before and after; both empty where it is in no such group. */
const told = `
  require(${JSON.stringify(join(__dirname, '../../../../test/setup/sources.cjs'))});
  const { standBack } = require(${JSON.stringify(join(__dirname, 'stand-back.ts'))});
  const { existsSync, readFileSync } = require('node:fs');
  const { getPriority } = require('node:os');
  const GROUP = '/proc/self/autogroup';
  const group = () => (existsSync(GROUP) ? readFileSync(GROUP, 'utf8') : '');
  const before = group();
  standBack(7).then(() =>
    process.stdout.write(JSON.stringify({ nice: getPriority(), before, after: group() })));`;

it.each([
  // A new session is in a group of its own, even where those who started it are in none.
  ['with its session where it leads one', true, (before: string) => before.replace(/nice -?\d+/, 'nice 7')],
  ['and leaves the session of others as it is', false, (before: string) => before],
])('puts itself back %s', async (_, detached, expected) => {
  const child = spawn(process.execPath, ['-e', told], {
    detached,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  const said = JSON.parse(text) as { nice: number; before: string; after: string };
  expect(said.nice).toBe(7);
  expect(said.after).toBe(expected(said.before));
});
