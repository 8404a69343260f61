import { Transform, type Readable } from 'node:stream';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';

/** The same bytes, or an error where they are more or fewer than that. */
export function exactly(content: Readable, size: number): Readable {
  let seen = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > size) done(wrong(size));
      else done(null, chunk);
    },
    flush(done) {
      done(seen === size ? null : wrong(size));
    },
  });
  // Whoever reads it has a listener of their own, until they are done.
  counter.on('error', () => undefined);
  content.on('error', (error) => counter.destroy(error));
  content.on('aborted', () => counter.destroy(new Error('The upload broke off')));
  return content.pipe(counter);
}

function wrong(size: number): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('BAD_REQUEST', `Exactly ${size} bytes may be put here`);
}
