import { IncomingMessage, ServerResponse, type Server } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** How long a body may take to come, in milliseconds. */
const BODY_MS = 15_000;
const OWN_HEADERS = new Set(['upgrade', 'http2-settings', 'connection']);

/**
 * Answers a request that would like another protocol than WebSocket as the plain HTTP request that it also
 * is (RFC 9110 section 7.8): Java's HttpClient and curl ask for h2c that way, and Node hands every such
 * request to whoever listens for upgrades, which would leave them without an answer. The connection is
 * closed after it. A chunked body cannot be read here and is refused.
 */
export function serveWithoutUpgrade(
  server: Server,
  request: IncomingMessage,
  stream: Duplex,
  head: Buffer,
  bodyLimit: number,
): void {
  if (!(stream instanceof Socket) || request.headers['transfer-encoding'] !== undefined) {
    stream.end('HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  const length = Number(request.headers['content-length'] ?? 0);
  // Too long a body is refused by its header, before any of it is read.
  const wanted = length > bodyLimit ? 0 : length;
  readBody(stream, head, wanted, (body) => {
    const plain = copyOf(request, stream);
    const response = new ServerResponse(plain);
    response.shouldKeepAlive = false;
    response.assignSocket(stream);
    response.once('finish', () => {
      response.detachSocket(stream);
      stream.end();
    });
    if (body.length > 0) plain.push(body);
    plain.push(null);
    plain.complete = true;
    server.emit('request', plain, response);
  });
}

function readBody(stream: Socket, head: Buffer, length: number, done: (body: Buffer) => void): void {
  const chunks = [head];
  let received = head.length;
  if (received >= length) {
    done(head.subarray(0, length));
    return;
  }
  const timer = setTimeout(() => stream.destroy(), BODY_MS);
  stream.once('close', () => clearTimeout(timer));
  stream.on('data', function take(chunk: Buffer) {
    chunks.push(chunk);
    received += chunk.length;
    if (received < length) return;
    clearTimeout(timer);
    stream.off('data', take);
    done(Buffer.concat(chunks).subarray(0, length));
  });
  stream.resume();
}

function copyOf(request: IncomingMessage, stream: Socket): IncomingMessage {
  const copy = new IncomingMessage(stream);
  copy.method = request.method;
  copy.url = request.url;
  copy.httpVersion = request.httpVersion;
  copy.httpVersionMajor = request.httpVersionMajor;
  copy.httpVersionMinor = request.httpVersionMinor;
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(index, index + 2);
    if (!OWN_HEADERS.has(name.toLowerCase())) copy.rawHeaders.push(name, value);
  }
  for (const [name, value] of Object.entries(request.headers)) {
    if (!OWN_HEADERS.has(name)) copy.headers[name] = value;
  }
  return copy;
}
