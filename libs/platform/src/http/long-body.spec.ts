import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { fastify, type FastifyInstance } from 'fastify';
import { longBody, sendsLongBody } from './long-body';

let server: FastifyInstance;
let begun: { body: Readable; socket: Socket } | undefined;
let client: Socket;
beforeEach(async () => {
  begun = undefined;
  server = fastify();
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => done(null));
  // As a route that refuses before it has read anything.
  server.put('/', async (request, reply) => {
    const bounds = request.headers['x-quick'] === 'yes' ? { stallMs: 50, longestMs: 60_000 } : undefined;
    const body = longBody(request, bounds);
    begun = { body, socket: request.raw.socket };
    if (request.headers['x-cut'] === 'yes') body.destroy();
    return reply.status(404).send('no');
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  client = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
});
afterEach(async () => {
  client.destroy();
  await server.close();
});

async function send(headers = ''): Promise<{ body: Readable; socket: Socket }> {
  client.write(
    `PUT / HTTP/1.1\r\nHost: a\r\nContent-Type: a/b\r\nContent-Length: 1000000\r\n${headers}\r\nsome of it`,
  );
  const [answer] = (await once(client, 'data')) as [Buffer];
  expect(answer.toString()).toContain(' 404 ');
  if (!begun) throw new Error('The route was not reached');
  return begun;
}

it('harms nobody where it is refused unread and then breaks off', async () => {
  const { body } = await send();
  client.destroy();
  while (!body.destroyed) await new Promise((done) => setTimeout(done, 10));
  expect(() => body.emit('error', new Error('broken off'))).not.toThrow();
});

it('is the client’s fault where it breaks off', async () => {
  const { body } = await send();
  client.destroy();
  while (!body.errored) await new Promise((done) => setTimeout(done, 10));
  expect(body.errored).toMatchObject({ code: 'BAD_REQUEST' });
});

it('gives a client that was refused no more time than others have', async () => {
  const { body, socket } = await send('X-Cut: yes\r\n');
  while (!body.closed) await new Promise((done) => setTimeout(done, 10));
  expect([sendsLongBody(socket), socket.destroyed]).toEqual([false, false]);
});

it('ends with 408 where the client falls silent', async () => {
  const { body } = await send('X-Quick: yes\r\n');
  while (body.errored === null) await new Promise((done) => setTimeout(done, 10));
  expect(body.errored).toMatchObject({ code: 'REQUEST_TIMEOUT', message: 'The upload stalled' });
});
