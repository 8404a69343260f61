import type { IncomingMessage } from 'node:http';
import { timingSafeEqual } from 'node:crypto';

/** What proxies say of whom they ask for. */
const FORWARDED = [
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'forwarded',
  'via',
];

/**
 * By the socket's own peer, never by a forwarded address. A proxy on this machine is such a peer too, and asks for
 * anybody: what comes by way of one is not from here, whatever address it names.
 */
export function isFromThisMachine({ socket, headers }: IncomingMessage): boolean {
  const isLoopback = /^(::1$|127\.|::ffff:127\.)/.test(socket.remoteAddress ?? '');
  return isLoopback && FORWARDED.every((name) => headers[name] === undefined);
}

/** Whether the request brings METRICS_TOKEN; never where there is none. */
export function bringsOperatorToken({ headers }: IncomingMessage, token: string): boolean {
  return token !== '' && sameText(headers.authorization ?? '', `Bearer ${token}`);
}

/** May read /metrics: whoever has the token, or the machine itself where none is set. */
export function mayReadMetrics(request: IncomingMessage, token: string): boolean {
  return token === '' ? isFromThisMachine(request) : bringsOperatorToken(request, token);
}

/** May read /health/detailed without signing in. */
export function isOperator(request: IncomingMessage, token: string): boolean {
  return bringsOperatorToken(request, token) || isFromThisMachine(request);
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
