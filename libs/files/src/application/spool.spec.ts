import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '@almanac/platform';
import { Spool } from './spool';

const data = mkdtempSync(join(tmpdir(), 'almanac-spool-'));
afterAll(() => rmSync(data, { recursive: true }));

it('is swept for as long as the process runs, whether or not another has this disk', async () => {
  const folder = join(data, 'spool');
  mkdirSync(folder);
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'Date'] });
  const spool = new Spool({ DATA_DIR: data } as Config);
  await spool.onApplicationBootstrap();
  // A process that died has left it shortly before this one began.
  writeFileSync(join(folder, 'left'), '');
  writeFileSync(join(folder, 'young'), '');
  utimesSync(join(folder, 'left'), new Date(0), new Date(0));
  jest.advanceTimersByTime(3_600_000);
  jest.useRealTimers();
  for (let n = 0; n < 100 && readdirSync(folder).length > 1; n += 1)
    await new Promise((done) => setTimeout(done, 20));
  expect(readdirSync(folder)).toEqual(['young']);
  spool.onApplicationShutdown();
});
