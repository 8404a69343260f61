import type { Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import { invalid } from './dto/parse-dto';
import { FormBytes } from './form-bytes';

/** The field that the file is in. */
export const FILE_FIELD = 'file';

/** Whether a body of this type is a form that may have a file in it. */
export function isMultipart(contentType: string): boolean {
  return /^multipart\/form-data\s*;.*boundary=/i.test(contentType);
}

/** A file as it comes in, and what the client says of it. */
export interface FormFile {
  name: string;
  /** Undefined where its part of the form says none. */
  declaredType: string | undefined;
  content: Readable;
}

export interface FileTaker<T> {
  take: (file: FormFile) => Promise<T>;
  /** Where the request turns out to be wrong behind its file. */
  undo?: (taken: T) => Promise<void>;
}

/**
 * Gives the one file of a multipart body (RFC 7578) to whoever takes it, as it comes in.
 * @param type the Content-Type with its boundary
 * @throws DomainError VALIDATION_ERROR where there is no file or more than that, and what `take` throws
 */
export async function fileOfForm<T>(body: Readable, type: string, { take, undo }: FileTaker<T>): Promise<T> {
  let work: Promise<T> | undefined;
  let incoming: Readable | undefined;
  await new Promise<void>((done, fail) => {
    const parser = parserOf(type);
    const bytes = new FormBytes(type);
    parser.on(
      'file',
      (field: string, content: Readable, name: string | undefined, _encoding, declaredType: string) => {
        if (field !== FILE_FIELD || work) {
          content.resume();
          fail(refused(plain(field), 'only one file is taken, in the field file', 'unknownProperty'));
          return;
        }
        incoming = content;
        // Nobody may be reading it any more when it is ended early.
        content.on('error', () => undefined);
        work = take({ name: name ?? '', declaredType: bytes.saysType ? declaredType : undefined, content });
        // Its own refusal ends the reading of the rest.
        work.catch(fail);
      },
    );
    parser.on('field', (field: string) => {
      fail(refused(plain(field), 'only a file is taken, in the field file', 'unknownProperty'));
    });
    parser.on('error', () => fail(refused(FILE_FIELD, 'the multipart body is broken', 'multipart')));
    parser.on('finish', () => done());
    body.on('error', (error) => {
      bytes.destroy();
      parser.destroy();
      fail(error);
    });
    body.pipe(bytes).pipe(parser);
  }).catch((error: unknown) => {
    // Whoever reads the file hears that no more comes; what was made of it before is undone.
    incoming?.destroy(new Error('The upload ended early'));
    void work?.then(undo).catch(() => undefined);
    throw error;
  });
  if (!work) throw refused(FILE_FIELD, 'file is required', 'isDefined');
  return work;
}

/** One more than may be there is told, too, to be refused. */
function parserOf(type: string): Busboy {
  try {
    return new Busboy({
      headers: { 'content-type': type },
      preservePath: true,
      limits: { files: 2, fields: 1, parts: 3, fieldSize: 1024, headerPairs: 20, headerSize: 16 * 1024 },
    });
  } catch {
    // There can be no body with such a boundary: it is empty, or too long.
    throw refused(FILE_FIELD, 'the boundary of the multipart body is wrong', 'multipart');
  }
}

function refused(field: string, message: string, rule: string): Error {
  return invalid([{ field, message, rule }]);
}

/** A name of a field as it may be told. */
function plain(field: string): string {
  return field.replace(/[^\w.-]/g, '_').slice(0, 100);
}
