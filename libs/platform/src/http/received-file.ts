import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { FILE_FIELD, fileOfForm, isMultipart } from './form-file';
import { declaredTypeOf } from './json-body';
import { Blocks } from './blocks';
import { cutOff, longBody } from './long-body';

/** A file that came whole. */
export interface ReceivedFile {
  /** In pieces: to put a large file together takes some milliseconds, as every copy of it does. */
  pieces: readonly Buffer[];
  /** In bytes. */
  size: number;
  /** Hexadecimal. */
  sha256: string;
  /** As the client says it, where it came in a form: it may hold anything. */
  name: string | undefined;
}

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
): Promise<ReceivedFile> {
  const declared = declaredTypeOf(request);
  const type = (declared.split(';')[0] ?? '').trim().toLowerCase();
  const isForm = isMultipart(declared);
  if (!isForm && !types.includes(type)) {
    const message = `Send the file as multipart/form-data, in the field ${FILE_FIELD}, or as ${types.join(', ')}`;
    cutOff(request, reply);
    throw new DomainError<ErrorCode>('UNSUPPORTED_MEDIA_TYPE', message);
  }
  const body = longBody(request);
  try {
    // What is between the parts of a form is not the file's.
    const take = async ({ content, name }: { content: Readable; name?: string }): Promise<ReceivedFile> => ({
      ...(await collected(content, { limit, hold })),
      name,
    });
    return isForm ? await fileOfForm(body, declared, { take }) : await take({ content: body });
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

/** Its hash is reckoned as it comes: that of the whole at once would keep everybody else waiting. */
async function collected(content: Readable, { limit, hold }: Bounds): Promise<Omit<ReceivedFile, 'name'>> {
  const hash = createHash('sha256');
  const blocks = new Blocks();
  let size = 0;
  for await (const chunk of content as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit)
      throw new DomainError<ErrorCode>('PAYLOAD_TOO_LARGE', `The file has more than ${limit} bytes`);
    hold(chunk.length);
    hash.update(chunk);
    blocks.add(chunk);
  }
  return { pieces: blocks.all, size, sha256: hash.digest('hex') };
}
