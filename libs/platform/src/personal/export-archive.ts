import { PassThrough, Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { systemClock, type Id } from '@almanac/kernel';
import { ZipFile } from 'yazl';
import { PersonalData } from './personal-data';
import type { PersonalPart } from './personal-data-holder';
import type { Snapshot } from './snapshot';

/** Told before each part is written; what it throws ends the archive. */
export type PartListener = (name: string, index: number, of: number) => Promise<void>;

/** Everything that is held on a person as one ZIP, of JSON files; written as it is read. */
@Injectable()
export class ExportArchive {
  constructor(private readonly personalData: PersonalData) {}

  of(snapshot: Snapshot, userId: Id, onPart: PartListener): Readable {
    const parts = this.personalData.parts(snapshot, userId);
    const zip = new ZipFile();
    // Its own output is not told of errors.
    const content = zip.outputStream.pipe(new PassThrough());
    zip.on('error', (error: Error) => content.destroy(error));
    zip.addBuffer(Buffer.from(about(userId, parts)), 'about.json');
    for (const [index, part] of parts.entries()) {
      zip.addReadStreamLazy(`${part.name}.json`, (give) => {
        onPart(part.name, index, parts.length).then(
          () => give(null, Readable.from(jsonList(part.rows))),
          (error: unknown) => give(error, Readable.from([])),
        );
      });
    }
    zip.end();
    return content;
  }
}

/** A list that is read by any JSON parser, and by people: one row a line. */
async function* jsonList(rows: AsyncIterable<string>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const row of rows) {
    yield before + row;
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
