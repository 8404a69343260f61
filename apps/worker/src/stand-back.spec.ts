import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const GROUP = '/proc/self/autogroup';
/** Says nothing where processes are in groups of another kind, as in some containers. */
const groupOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
const niceOf = (group: string): string => / nice (-?\d+)/.exec(group)?.[1] ?? '';
const ours = niceOf(groupOf(GROUP));

const told = `
  require(${JSON.stringify(join(__dirname, '../../../test/setup/sources.cjs'))});
  const { standBack } = require(${JSON.stringify(join(__dirname, 'stand-back.ts'))});
  const { existsSync, readFileSync } = require('node:fs');
  const { getPriority } = require('node:os');
  standBack(7);
  const group = existsSync('/proc/self/autogroup') ? readFileSync('/proc/self/autogroup', 'utf8') : '';
  process.stdout.write(getPriority() + ':' + group);`;

it.each([
  ['with its session where it leads one', true, ours && '7'],
  ['and leaves the session of others as it is', false, ours],
])('puts itself back %s', async (_, detached, expected) => {
  const child = spawn(process.execPath, ['-e', told], {
    detached,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  expect(text).toMatch(/^7:/);
  expect(niceOf(text)).toBe(expected);
});
