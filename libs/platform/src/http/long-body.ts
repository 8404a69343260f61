import type { Socket } from 'node:net';
import { PassThrough, type Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';

/** Files take longer than `REQUEST_TIMEOUT_MS`, but never fall silent for so long, and end some day. */
const STALL_MS = 15_000;
const LONGEST_MS = 3_600_000;
/** How long a client that was refused may go on sending until the connection is cut; it should read the answer first. */
const PATIENCE_MS = 5000;

const sending = new WeakSet<Socket>();

/** Whether this socket sends a file just now: then Node's clock for whole requests does not count. */
export function sendsLongBody(socket: Socket): boolean {
  return sending.has(socket);
}

/**
 * The body of a route that says `streams`, as it comes in. Whoever does not read it to its end after all calls `cutOff`.
 * @param bounds in milliseconds: how long it may be silent, and take
 * @throws (its reader) DomainError REQUEST_TIMEOUT where the client falls silent or takes longer than an hour,
 * BAD_REQUEST where it breaks off
 */
export function longBody(
  { raw }: FastifyRequest,
  { stallMs, longestMs } = { stallMs: STALL_MS, longestMs: LONGEST_MS },
): Readable {
  const { socket } = raw;
  const body = new PassThrough();
  const stop = (code: ErrorCode, message: string) => () => body.destroy(new DomainError(code, message));
  const silent = setTimeout(stop('REQUEST_TIMEOUT', 'The upload stalled'), stallMs).unref();
  const slow = setTimeout(stop('REQUEST_TIMEOUT', 'The upload took longer than an hour'), longestMs).unref();
  // A route may refuse before it reads: what becomes of the body then is nobody's error, and must not end the process.
  body.on('error', () => undefined);
  sending.add(socket);
  raw.on('data', () => silent.refresh());
  // The client's doing, which must not fill the log of errors.
  const brokenOff = stop('BAD_REQUEST', 'The upload broke off');
  raw.on('error', brokenOff);
  raw.on('aborted', brokenOff);
  // Of a request that was answered already Node says no more than that.
  socket.once('close', brokenOff);
  const settle = (): void => {
    clearTimeout(silent);
    clearTimeout(slow);
    socket.off('close', brokenOff);
    sending.delete(socket);
  };
  // What is done with it afterwards may take as long as it likes.
  raw.once('end', settle);
  raw.once('close', settle);
  // Nobody reads any more: such a socket has no more time than others.
  body.once('close', settle);
  return raw.pipe(body);
}

/** Lets go of a client that still sends what nobody reads. */
export function cutOff({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (raw.complete) return;
  void reply.header('connection', 'close');
  raw.unpipe();
  raw.resume();
  setTimeout(() => raw.destroy(), PATIENCE_MS).unref();
}
