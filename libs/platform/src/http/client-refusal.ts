import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { newId } from '@almanac/kernel';
import { errorEnvelope, clientErrorOf, type ClientError } from './error-body';
import { sendsLongBody } from './long-body';

/**
 * Answers a client that is too slow, sends too much before its body, or speaks no HTTP. No request was made of it, so no
 * filter sees it. Fastify's own handler would cut files off that take their time, and have an error of another form.
 * @param headers of every answer
 */
export function clientRefusal(headers: Readonly<Record<string, string>>) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const refusal = refusalOf(error.code);
    if (refusal.code === 'REQUEST_TIMEOUT' && sendsLongBody(socket)) return;
    if (socket.writable) socket.write(rendered(refusal, headers));
    socket.destroy(error);
  };
}

function refusalOf(code: string | undefined): ClientError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return clientErrorOf('REQUEST_TIMEOUT', 'The request was not there whole in time');
  if (code === 'HPE_HEADER_OVERFLOW')
    return clientErrorOf('HEADERS_TOO_LARGE', 'Address and headers are too long together');
  return clientErrorOf('BAD_REQUEST', 'This is not HTTP/1.1');
}

function rendered(refusal: ClientError, headers: Readonly<Record<string, string>>): string {
  const { status } = refusal;
  const requestId = newId();
  const body = JSON.stringify(errorEnvelope(refusal, requestId));
  const all = {
    ...headers,
    'cache-control': 'no-store',
    connection: 'close',
    'content-length': String(Buffer.byteLength(body)),
    'content-type': 'application/json; charset=utf-8',
    'x-request-id': requestId,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}
