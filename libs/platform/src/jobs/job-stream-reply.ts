import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { callerOf } from '../context';
import type { JobStream, StreamReader } from './job-stream';

/** How a stream is spoken of over HTTP. */
export const STREAM_EXAMPLE = [
  'retry: 2000',
  '',
  'id: 2',
  'data: {"id":"01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b31","type":"data-export","status":"active","progress":40,"step":"planning/activities","result":null,"error":null,"createdAt":"2026-01-25T15:29:58.000Z","startedAt":"2026-01-25T15:29:58.200Z","finishedAt":null,"version":2}',
  '',
  ': still here',
  '',
].join('\n');

export function readerOf({ almanac, ip }: FastifyRequest): StreamReader {
  const { identity, context } = almanac;
  if (!identity) throw new DomainError<ErrorCode>('UNAUTHORIZED', 'Sign in to use this');
  return { principal: callerOf(context), identity, ip };
}

/** A number that we gave; anything else is taken for a client that has seen nothing. */
export function revisionOf(lastEventId: string | undefined): number {
  return lastEventId !== undefined && /^\d{1,9}$/.test(lastEventId) ? Number(lastEventId) : 0;
}

/** 204 tells clients of server-sent events not to come back (WHATWG HTML section 9.2.3). */
export async function sendStream(
  { method }: FastifyRequest,
  reply: FastifyReply,
  stream: JobStream | undefined,
): Promise<void> {
  void reply.header('cache-control', 'no-store, no-transform');
  if (!stream) {
    await reply.status(204).send();
    return;
  }
  // Proxies must pass each event on at once; nginx is told by a header of its own.
  void reply.header('x-accel-buffering', 'no').type('text/event-stream; charset=utf-8');
  if (method === 'HEAD') {
    stream.content.destroy();
    await reply.send();
    return;
  }
  await reply.send(stream.content);
}
