import { Readable } from 'node:stream';

/** So many characters go to the disk at a time: a piece alone is often a line. */
const CHUNK = 32 * 1024;

/** A text file as a stream, from pieces that are made as they are asked for. */
export function textContent(pieces: AsyncIterable<string>, signal: AbortSignal): Readable {
  return Readable.from(chunks(pieces), { objectMode: false, signal });
}

async function* chunks(pieces: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let waiting = '';
  for await (const piece of pieces) {
    waiting += piece;
    if (waiting.length < CHUNK) continue;
    yield Buffer.from(waiting);
    waiting = '';
  }
  if (waiting !== '') yield Buffer.from(waiting);
}
