import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Module } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { newId, type Id } from '@almanac/kernel';
import { ExportArchive } from './export-archive';
import { PersonalData } from './personal-data';
import { HoldsPersonalData, type PersonalPart } from './personal-data-holder';
import type { CountedRows, Snapshot } from './snapshot';

let rowsOf: () => AsyncGenerator<string>;
let fileOf: () => Readable;

@HoldsPersonalData()
class Holder {
  readonly name = 'things';

  export(): PersonalPart[] {
    const rows: CountedRows = { count: () => Promise.resolve(3), [Symbol.asyncIterator]: () => rowsOf() };
    return [{ name: 'all', rows }];
  }

  async *exportFiles() {
    yield { name: 'a.txt', open: () => Promise.resolve(fileOf()) };
  }

  erase(): Promise<void> {
    return Promise.resolve();
  }
}

@Module({ imports: [DiscoveryModule], providers: [PersonalData, ExportArchive, Holder] })
class Archives {}

async function archive(onRow: () => Promise<void> = () => Promise.resolve()): Promise<Readable> {
  const app = await NestFactory.createApplicationContext(Archives, { logger: false });
  const userId: Id = newId();
  const begin = await app.get(ExportArchive).of({} as Snapshot, userId, onRow);
  await app.close();
  return begin();
}

async function* three(): AsyncGenerator<string> {
  for (const n of [1, 2, 3]) yield await Promise.resolve(`{"n":${n}}`);
}

describe('the archive of what is held on a person', () => {
  beforeEach(() => {
    rowsOf = three;
    fileOf = () => Readable.from(['text']);
  });

  it('is a ZIP', async () => {
    expect((await buffer(await archive())).subarray(0, 2).toString()).toBe('PK');
  });

  it('ends with what its listener throws, in the middle of a part, and lets go of what it reads', async () => {
    let letGo = false;
    rowsOf = async function* () {
      try {
        yield* three();
      } finally {
        letGo = true;
      }
    };
    let calls = 0;
    const content = await archive(() => {
      calls += 1;
      return calls === 3 ? Promise.reject(new Error('cancelled')) : Promise.resolve();
    });
    await expect(buffer(content)).rejects.toThrow('cancelled');
    expect(letGo).toBe(true);
  });

  it('ends with an error of a file that is read', async () => {
    fileOf = () =>
      new Readable({
        read() {
          this.destroy(new Error('the disk is gone'));
        },
      });
    await expect(buffer(await archive())).rejects.toThrow('the disk is gone');
  });

  it('lets go of a file where nobody reads on', async () => {
    const file = new Readable({ read: () => undefined });
    fileOf = () => file;
    const content = await archive();
    content.resume();
    while (!file.listenerCount('data')) await new Promise((on) => setImmediate(on));
    content.destroy();
    await new Promise((on) => file.once('close', on));
    expect(file.destroyed).toBe(true);
  });
});
