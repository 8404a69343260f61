import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { invalid } from './dto/parse-dto';
import { formParser } from './form-parser';
import { declaredTypeOf } from './json-body';
import { cutOff, longBody } from './long-body';

const FIELD = 'file';

/**
 * The one file of a request, in memory: the field `file` of a multipart body (RFC 7578), or the body itself in one of
 * the media types. For a route that says `streams`.
 * @param limit in bytes
 * @param hold is told of every byte that is about to be kept, and throws where that is too much
 * @throws DomainError PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, VALIDATION_ERROR where there is no file or more than that
 */
export async function receivedFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { types, limit, hold }: { types: readonly string[]; limit: number; hold: (bytes: number) => void },
): Promise<Buffer> {
  const declared = declaredTypeOf(request);
  const type = (declared.split(';')[0] ?? '').trim().toLowerCase();
  const isForm = /^multipart\/form-data\s*;.*boundary=/i.test(declared);
  if (!isForm && !types.includes(type)) {
    const message = `Send the file as multipart/form-data, in the field ${FIELD}, or as ${types.join(', ')}`;
    cutOff(request, reply);
    throw new DomainError<ErrorCode>('UNSUPPORTED_MEDIA_TYPE', message);
  }
  const body = longBody(request);
  try {
    // What is between the parts of a form is not the file's.
    return isForm
      ? await fileOfForm(body, declared, { limit, hold })
      : await collected(body, { limit, hold });
  } catch (error) {
    body.destroy();
    cutOff(request, reply);
    throw error;
  }
}

interface Bounds {
  limit: number;
  hold: (bytes: number) => void;
}

async function collected(content: Readable, { limit, hold }: Bounds): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of content as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit)
      throw new DomainError<ErrorCode>('PAYLOAD_TOO_LARGE', `The file has more than ${limit} bytes`);
    hold(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function fileOfForm(body: Readable, type: string, bounds: Bounds): Promise<Buffer> {
  return new Promise<Buffer>((done, fail) => {
    let work: Promise<Buffer> | undefined;
    const parser = formParser(type);
    parser.on('file', (field: string, content: Readable) => {
      if (field === FIELD && !work) {
        work = collected(content, bounds);
        work.catch(fail);
        return;
      }
      content.resume();
      fail(
        refused(
          field === FIELD ? FIELD : plain(field),
          'only one file is taken, in the field file',
          'unknownProperty',
        ),
      );
    });
    parser.on('field', (field: string) => {
      fail(refused(plain(field), 'only a file is taken, in the field file', 'unknownProperty'));
    });
    parser.on('error', () => fail(refused(FIELD, 'the multipart body is broken', 'multipart')));
    parser.on('finish', () => {
      if (work) work.then(done, fail);
      else fail(refused(FIELD, 'file is required', 'isDefined'));
    });
    body.on('error', fail);
    body.pipe(parser);
  });
}

function refused(field: string, message: string, rule: string): DomainError<ErrorCode> {
  return invalid([{ field, message, rule }]);
}

/** A name of a field as it may be told. */
function plain(field: string): string {
  return field.replace(/[^\w.-]/g, '_').slice(0, 100);
}
