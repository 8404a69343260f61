import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { cutOff, declaredTypeOf, formParser, longBody } from '@almanac/platform';
import type { Incoming } from '../application/intake';
import { refused, wrongType } from '../domain/refusals';

const FIELD = 'file';

interface Taker<T> {
  take: (file: Omit<Incoming, 'fileId'>) => Promise<T>;
  /** Where the request turns out to be wrong behind its file. */
  undo: (taken: T) => Promise<void>;
}

/**
 * Gives the one file of a multipart request (RFC 7578) to whoever takes it, as it comes in.
 * @throws DomainError UNSUPPORTED_MEDIA_TYPE where it is not multipart, VALIDATION_ERROR where there is no file or more
 * than that, and what `take` throws
 */
export async function fileOf<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  { take, undo }: Taker<T>,
): Promise<T> {
  const type = declaredTypeOf(request);
  if (!/^multipart\/form-data\s*;.*boundary=/i.test(type))
    throw wrongType('Send the file as multipart/form-data, in the field `file`');
  const body = longBody(request);
  try {
    return await parsed(body, type, { take, undo });
  } catch (error) {
    body.destroy();
    cutOff(request, reply);
    throw error;
  }
}

async function parsed<T>(body: Readable, type: string, { take, undo }: Taker<T>): Promise<T> {
  let work: Promise<T> | undefined;
  let incoming: Readable | undefined;
  await new Promise<void>((done, fail) => {
    const parser = formParser(type);
    parser.on(
      'file',
      (field: string, content: Readable, name: string | undefined, _encoding, mediaType: string) => {
        if (field !== FIELD || work) {
          content.resume();
          fail(
            refused(
              field === FIELD ? FIELD : plain(field),
              'only one file is taken, in the field file',
              'unknownProperty',
            ),
          );
          return;
        }
        incoming = content;
        // Nobody may be reading it any more when it is ended early.
        content.on('error', () => undefined);
        work = take({ name: name ?? '', declaredType: mediaType, content });
        // Its own refusal ends the reading of the rest.
        work.catch(fail);
      },
    );
    parser.on('field', (field: string) => {
      fail(refused(plain(field), 'only a file is taken, in the field file', 'unknownProperty'));
    });
    parser.on('error', () => fail(refused(FIELD, 'the multipart body is broken', 'multipart')));
    parser.on('finish', () => done());
    body.on('error', (error) => {
      parser.destroy();
      fail(error);
    });
    body.pipe(parser);
  }).catch((error: unknown) => {
    // Whoever reads the file hears that no more comes; what was made of it before is undone.
    incoming?.destroy(new Error('The upload ended early'));
    void work?.then(undo).catch(() => undefined);
    throw error;
  });
  if (!work) throw refused(FIELD, 'file is required', 'isDefined');
  return work;
}

/** A name of a field as it may be told. */
function plain(field: string): string {
  return field.replace(/[^\w.-]/g, '_').slice(0, 100);
}
