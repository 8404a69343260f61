import { setTimeout as sleep } from 'node:timers/promises';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import type { TestApp, TestBody } from '@almanac/testing';

/** What a person gets: the files of the archive, read as JSON. */
export type Archive = ReadonlyMap<string, TestBody>;

/** The job, once it has ended. */
export async function ended(app: TestApp, token: string, jobId: string): Promise<TestBody> {
  const deadline = Date.now() + 40_000;
  for (;;) {
    const { status, body, text } = await app.request('GET', `/jobs/${jobId}`, { token });
    if (status !== 200) throw new Error(`GET /jobs/${jobId}: ${status} ${text}`);
    if (!['queued', 'active'].includes(body.data.status)) return body.data;
    if (Date.now() > deadline) throw new Error(`The job has not ended: ${text}`);
    await sleep(50);
  }
}

/** An address of the API under test, whatever host its links name. */
export function onApp(app: Pick<TestApp, 'url'>, url: string): string {
  const { pathname, search } = new URL(url);
  return app.url + pathname + search;
}

export async function download(app: TestApp, url: string): Promise<Archive> {
  const answer = await fetch(onApp(app, url));
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return unzip(Buffer.from(await answer.arrayBuffer()));
}

/** Read by another program than the one that wrote it. */
export async function unzip(bytes: Buffer): Promise<Archive> {
  const zip = await new Promise<ZipFile>((done, fail) =>
    fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true }, (error, opened) =>
      error ? fail(error) : done(opened),
    ),
  );
  const files = new Map<string, TestBody>();
  await new Promise<void>((done, fail) => {
    zip.on('error', fail);
    zip.on('end', () => done());
    zip.on('entry', (entry: Entry) => {
      read(zip, entry).then((text) => {
        files.set(entry.fileName, JSON.parse(text));
        zip.readEntry();
      }, fail);
    });
    zip.readEntry();
  });
  return files;
}

function read(zip: ZipFile, entry: Entry): Promise<string> {
  return new Promise((done, fail) =>
    zip.openReadStream(entry, (error, stream) => {
      if (error) {
        fail(error);
        return;
      }
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', fail);
      stream.on('end', () => done(Buffer.concat(chunks).toString('utf8')));
    }),
  );
}
