import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { loadConfig } from '../../config';
import { TokenSecret } from '../../crypto';
import type { StorageKey } from '../file-storage';
import { LocalAddresses } from './local-addresses';
import { LocalStorage } from './local-storage';

const secretText = 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFy';
const config = loadConfig({
  DATABASE_URL: 'postgres://u:p@localhost/db',
  REDIS_URL: 'redis://localhost',
  JWT_SECRET: secretText,
  TOKEN_SECRET: secretText,
  ENCRYPTION_KEY: secretText,
});

let folder: string;
let storage: LocalStorage;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'almanac-storage-'));
  const secret = new TokenSecret(config);
  storage = new LocalStorage({ DATA_DIR: folder }, new LocalAddresses(secret, config));
});
afterEach(() => rm(folder, { recursive: true }));

const type = 'text/plain';
const put = (key: StorageKey, content: string) => storage.put(key, () => Readable.from([content]), { type });
const read = async (key: StorageKey, range?: { start: number; end: number }) => {
  const stream = await storage.open(key, range);
  return stream && (await text(stream));
};
const names = () => readdir(folder, { recursive: true });
const listed = async (prefix: StorageKey, before: Date) => {
  const keys: string[] = [];
  for await (const { key } of storage.list(prefix, before)) keys.push(key);
  return keys.sort();
};
const age = (key: string, hours: number) => {
  const then = new Date(Date.now() - hours * 3600_000);
  return utimes(join(folder, key), then, then);
};

it('gives back what was put, whole or in ranges, for its owner alone to read', async () => {
  expect(await put('files/ab/1-a', '0123456789')).toBe(10);
  expect(await read('files/ab/1-a')).toBe('0123456789');
  expect(await read('files/ab/1-a', { start: 2, end: 4 })).toBe('234');
  expect(await storage.stat('files/ab/1-a')).toMatchObject({ key: 'files/ab/1-a', size: 10 });
  expect((await stat(join(folder, 'files/ab/1-a'))).mode & 0o077).toBe(0);
  await put('files/ab/1-a', 'new');
  expect(await read('files/ab/1-a')).toBe('new');
});

it('knows nothing of what is not there, and minds not when that is removed', async () => {
  expect(await storage.open('files/ab/none')).toBeUndefined();
  expect(await storage.stat('files/ab/none')).toBeUndefined();
  expect(await storage.stat('files/ab')).toBeUndefined();
  await storage.remove('files/ab/none');
  await storage.removeUnder('files/none');
});

it('has no object before it is whole, and none when its content breaks off or is stopped', async () => {
  const slow = new Readable({ read: () => undefined });
  const stop = new AbortController();
  const writing = storage.put('files/ab/1-a', () => slow, { type, signal: stop.signal });
  slow.push('first');
  await new Promise((done) => setTimeout(done, 50));
  expect(await storage.stat('files/ab/1-a')).toBeUndefined();
  stop.abort();
  await expect(writing).rejects.toThrow('aborted');
  const broken = () =>
    Readable.from(
      (function* () {
        yield 'a';
        throw new Error('broken off');
      })(),
    );
  await expect(storage.put('files/ab/1-b', broken, { type })).rejects.toThrow('broken off');
  expect((await names()).filter((name) => name.includes('1-'))).toEqual([]);
});

it('reads to the end what is removed meanwhile', async () => {
  const long = Buffer.alloc(3_000_000, 7);
  await storage.put('files/ab/1-a', () => Readable.from([long]), { type });
  const stream = await storage.open('files/ab/1-a');
  await storage.remove('files/ab/1-a');
  expect(stream && (await buffer(stream)).equals(long)).toBe(true);
  expect(await storage.open('files/ab/1-a')).toBeUndefined();
});

it('lists by prefix and age, and sweeps what was begun and left', async () => {
  await put('files/ab/1-a', 'x');
  await put('files/cd/2-a', 'x');
  await put('exports/3-1.zip', 'x');
  await writeFile(join(folder, 'files/ab/4-a.9.tmp'), 'x');
  await writeFile(join(folder, 'files/ab/5-a.9.tmp'), 'x');
  await age('files/ab/1-a', 25);
  await age('files/ab/4-a.9.tmp', 25);
  const yesterday = new Date(Date.now() - 24 * 3600_000);
  expect(await listed('files/', yesterday)).toEqual(['files/ab/1-a']);
  expect(await listed('files/', new Date(Date.now() + 1000))).toEqual(['files/ab/1-a', 'files/cd/2-a']);
  expect(await listed('files/cd/2', new Date(Date.now() + 1000))).toEqual(['files/cd/2-a']);
  expect(await storage.removeUnfinished('files/', yesterday)).toBe(1);
  expect((await names()).filter((name) => name.endsWith('.tmp'))).toEqual(['files/ab/5-a.9.tmp']);
  // Of one file all that there is, whole or not.
  await storage.removeUnder('files/ab/5-');
  expect((await names()).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect(await read('exports/3-1.zip')).toBe('x');
});

it.each(['files/../secret', 'files/a\0', 'other/a', 'files/.hidden', 'files//a', '/etc/passwd'])(
  'refuses %j as a key',
  async (key) => {
    await expect(storage.open(key as StorageKey)).rejects.toThrow('no key');
    await expect(put(key as StorageKey, 'x')).rejects.toThrow('no key');
    expect(await names()).toEqual([]);
  },
);
