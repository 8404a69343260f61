import { PassThrough, Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { systemClock, type Id } from '@almanac/kernel';
import { ZipFile } from 'yazl';
import { PersonalData } from './personal-data';
import type { PersonalFile, PersonalPart } from './personal-data-holder';
import type { Snapshot } from './snapshot';

/** Told at each part and at each row how many rows of all are written; what it throws ends the archive. */
export type RowListener = (part: string, rows: number, of: number) => Promise<void>;

/** Everything that is held on a person as one ZIP, of JSON files and of what they have uploaded; written as it is read. */
@Injectable()
export class ExportArchive {
  constructor(private readonly personalData: PersonalData) {}

  /** Counts first, so that it can be told how far it is. Gives what begins to write. */
  async of(snapshot: Snapshot, userId: Id, onRow: RowListener): Promise<() => Readable> {
    const parts = this.personalData.parts(snapshot, userId);
    let total = 0;
    for (const { rows } of parts) total += await rows.count();
    let written = 0;
    const told = async (part: string, rows: number) => {
      written += rows;
      await onRow(part, written, total);
    };
    const files = await this.personalData.files(userId);
    return () => this.begin(userId, parts, files, told);
  }

  private begin(
    userId: Id,
    parts: readonly PersonalPart[],
    files: readonly PersonalFile[],
    told: (part: string, rows: number) => Promise<void>,
  ): Readable {
    const zip = new ZipFile();
    // Its own output is not told of errors.
    const content = zip.outputStream.pipe(new PassThrough());
    zip.on('error', (error: Error) => content.destroy(error));
    zip.addBuffer(Buffer.from(about(userId, parts)), 'about.json');
    const add = (name: string, open: () => Promise<Readable>): void => {
      zip.addReadStreamLazy(name, (give) => {
        open().then(
          (source) => give(null, tied(source, content)),
          (error: unknown) => give(error, Readable.from([])),
        );
      });
    };
    for (const { name, rows } of parts) {
      add(`${name}.json`, async () => {
        await told(name, 0);
        return Readable.from(jsonList(rows, () => told(name, 1)));
      });
    }
    for (const file of files) add(file.name, async () => (await file.open()) ?? Readable.from([]));
    zip.end();
    return content;
  }
}

/** The ZIP library listens to no errors of what it reads, which would end the process, and lets go of nothing. */
function tied(source: Readable, content: Readable): Readable {
  source.on('error', (error) => content.destroy(error));
  const letGo = () => source.destroy();
  content.once('close', letGo);
  source.once('close', () => content.off('close', letGo));
  return source;
}

/** A list that is read by any JSON parser, and by people: one row a line. */
async function* jsonList(rows: AsyncIterable<string>, onRow: () => Promise<void>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const row of rows) {
    yield before + row;
    await onRow();
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

function about(userId: Id, parts: readonly PersonalPart[]): string {
  const files = parts.map(({ name }) => `${name}.json`);
  const note =
    'Everything that this server holds on you. Passwords, tokens and keys are left out; they are kept as hashes, if at all.';
  return `${JSON.stringify({ userId, exportedAt: systemClock.now().toISOString(), note, files }, null, 2)}\n`;
}
