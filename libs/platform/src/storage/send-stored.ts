import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parse } from 'range-parser';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { matchesIfNoneMatch } from '../http/etag';
import { contentDisposition } from './file-name';
import type { ByteRange } from './file-storage';

/** A stored file that is about to be sent. Its bytes never change: other bytes have another tag. */
export interface Sendable {
  /** As people know it. */
  name: string;
  type: string;
  /** In bytes. */
  size: number;
  /** Strong, without the quotes. */
  etag: string;
  disposition: 'attachment' | 'inline';
  /** @throws DomainError where it is gone */
  open(range?: ByteRange): Promise<Readable>;
}

/** One range is served; to more than one, which only old PDF readers ask for, the whole file is a right answer. */
const BYTES = 'bytes';

/**
 * Sends a file: as a whole or one range of it (RFC 9110 section 14), or only its headers; nothing to who has it already.
 * Browsers never guess at its type (`nosniff`, which all answers have), nor run anything in it.
 * @throws DomainError RANGE_NOT_SATISFIABLE
 */
export async function sendStored(
  request: FastifyRequest,
  reply: FastifyReply,
  file: Sendable,
): Promise<void> {
  if (matchesIfNoneMatch(request.headers['if-none-match'], file.etag)) {
    await reply.status(304).headers(cacheHeaders(file)).send();
    return;
  }
  const looksOnly = request.method === 'HEAD';
  const range = looksOnly ? undefined : wantedRange(request, reply, file);
  const content = looksOnly ? Readable.from([]) : await file.open(range);
  void reply.headers(cacheHeaders(file)).headers({
    'content-type': file.type,
    'content-disposition': contentDisposition(file.disposition, file.name),
    'content-length': range ? range.end - range.start + 1 : file.size,
    'accept-ranges': BYTES,
  });
  if (range) {
    void reply.status(206).header('content-range', `${BYTES} ${range.start}-${range.end}/${file.size}`);
  }
  await reply.send(content);
}

function cacheHeaders({ etag }: Sendable): Record<string, string> {
  return { etag: `"${etag}"`, 'cache-control': 'no-store' };
}

function wantedRange(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  { size, etag }: Sendable,
): ByteRange | undefined {
  const { range } = headers;
  if (range === undefined) return undefined;
  // By a date nobody can know whether it is the same file: then the whole is sent.
  const condition = headers['if-range'];
  if (condition !== undefined && condition !== `"${etag}"`) return undefined;
  const { code, type, ranges } = parse(size, range);
  if (code === UNSATISFIABLE) {
    void reply.header('content-range', `${BYTES} */${size}`);
    throw new DomainError<ErrorCode>('RANGE_NOT_SATISFIABLE', 'The file has no such bytes', { size });
  }
  const [only, ...others] = ranges;
  return code === READ && type === BYTES && others.length === 0 && only
    ? { start: only.start, end: only.end }
    : undefined;
}

/** Codes of range-parser. */
const READ = 0;
const UNSATISFIABLE = 2;
