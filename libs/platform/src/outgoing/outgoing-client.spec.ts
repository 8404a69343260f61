import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { register } from 'prom-client';
import { newSpan, readSpanContext } from '@almanac/kernel';
import { createTestOutgoing, type TestOutgoing } from '@almanac/testing';
import { RequestContext } from '../context';
import type { OutgoingRequest } from './outgoing-client';
import { CircuitOpenError, OutgoingFailedError, OutgoingTimeoutError } from './outgoing-errors';

describe('the outgoing client', () => {
  const PAUSE_MS = 150;
  let server: Server;
  let url: string;
  let outgoing: TestOutgoing;
  let asked: IncomingMessage[] = [];
  let answer: (response: ServerResponse) => void;

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request);
      request.resume();
      answer(response);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  beforeEach(async () => {
    asked = [];
    answer = (response) => response.end('well');
    outgoing = await createTestOutgoing({
      OUTGOING_CIRCUIT_FAILURES: '3',
      OUTGOING_CIRCUIT_PAUSE_MS: String(PAUSE_MS),
    });
  });
  afterEach(() => outgoing.close());

  let count = 0;
  const context = RequestContext.system();
  const call = (more: Partial<OutgoingRequest> = {}, service = `service-${(count += 1)}`) =>
    outgoing.client.send(context, { service, method: 'GET', url, addresses: 'configured', ...more });
  const failing = (response: ServerResponse) => response.writeHead(503).end();

  it('sends what it is given, and gives what comes', async () => {
    const bodies: string[] = [];
    answer = (response) => {
      const request = asked.at(-1);
      request?.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
      request?.on('end', () => response.writeHead(418, { 'x-kind': 'pot' }).end('short and stout'));
    };
    const got = await call({ method: 'POST', body: 'tea?', headers: { 'x-asks': 'me' } });
    expect(got).toMatchObject({ status: 418, body: 'short and stout', headers: { 'x-kind': 'pot' } });
    expect(asked[0]?.headers).toMatchObject({ 'x-asks': 'me', 'user-agent': 'Almanac' });
    expect(bodies.join('')).toBe('tea?');
  });

  describe('says what it comes of', () => {
    const span = { ...newSpan(), flags: 1, state: 'rojo=1,congo=2' };
    const traced = new RequestContext('r-1', undefined, undefined, undefined, undefined, undefined, span);
    const send = async (more: Partial<OutgoingRequest>, from = traced, client = outgoing.client) => {
      const whole = { service: `traced-${(count += 1)}`, method: 'GET' as const, url, ...more };
      return client.send(from, { addresses: 'configured', ...whole });
    };
    const sent = () => asked.map(({ headers }) => readSpanContext(String(headers['traceparent'])));

    it('by the id of the request, and a span of its own in the trace', async () => {
      await send({ headers: { 'x-asks': 'me' } });
      expect(asked[0]?.headers).toMatchObject({
        'x-request-id': 'r-1',
        tracestate: span.state,
        'x-asks': 'me',
      });
      expect(sent()).toEqual([{ ...span, spanId: expect.any(String) as string, state: undefined }]);
      expect(sent()[0]?.spanId).not.toBe(span.spanId);
    });

    it('at each try anew', async () => {
      answer = (response) => (asked.length < 3 ? failing(response) : response.end('at last'));
      await send({ retry: true });
      expect(new Set(sent().map((one) => one?.traceId))).toEqual(new Set([span.traceId]));
      expect(new Set(sent().map((one) => one?.spanId)).size).toBe(3);
    });

    it('also where nobody has a trace', async () => {
      await send({}, context);
      expect(asked[0]?.headers['x-request-id']).toBe(context.requestId);
      expect(asked[0]?.headers).not.toHaveProperty('tracestate');
      expect(sent()[0]?.traceId).toBe(context.requestId.replaceAll('-', ''));
    });

    it('and nothing of other systems to an address that somebody gave', async () => {
      const own = await createTestOutgoing({ WEBHOOK_ALLOWED_HOSTS: new URL(url).host });
      await send({ addresses: 'public' }, traced, own.client);
      await own.close();
      expect(asked[0]?.headers).toMatchObject({ 'x-request-id': 'r-1' });
      expect(asked[0]?.headers).not.toHaveProperty('tracestate');
      expect(sent()[0]?.traceId).toBe(span.traceId);
    });
  });

  it('follows no redirect', async () => {
    answer = (response) => response.writeHead(302, { location: url }).end();
    expect((await call()).status).toBe(302);
    expect(asked).toHaveLength(1);
  });

  it('waits no longer than it may, for the head or for the end of an answer', async () => {
    answer = () => undefined;
    await expect(call({ timeoutMs: 80 })).rejects.toThrow(OutgoingTimeoutError);
    answer = (response) => void response.writeHead(200).write('a');
    await expect(call({ timeoutMs: 80 })).rejects.toThrow(OutgoingTimeoutError);
  });

  it('takes no more of an answer than it may', async () => {
    answer = (response) => response.end('x'.repeat(5000));
    await expect(call({ maxAnswerBytes: 1000 })).rejects.toMatchObject({ reason: 'ANSWER_TOO_LONG' });
    const cut = await call({ maxAnswerBytes: 1000, cutAnswer: true });
    expect(cut.body).toBe('x'.repeat(1000));
  });

  it('tries again only where it may', async () => {
    answer = (response) => (asked.length < 3 ? failing(response) : response.end('at last'));
    expect((await call()).status).toBe(503);
    expect(asked).toHaveLength(1);
    asked = [];
    expect((await call({ retry: true })).body).toBe('at last');
    expect(asked).toHaveLength(3);
  });

  it('gives the last answer where every try was in vain', async () => {
    answer = failing;
    expect((await call({ retry: true })).status).toBe(503);
    expect(asked).toHaveLength(3);
  });

  it('says what went wrong, and nothing of what was sent', async () => {
    const error: unknown = await call({ url: 'http://127.0.0.1:9/secret?key=hush' }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(OutgoingFailedError);
    expect(String(error)).not.toMatch(/secret|hush|127/);
  });

  it('leaves a service alone that fails, lets one call try, and goes on when it is back', async () => {
    answer = failing;
    for (let i = 0; i < 3; i += 1) expect((await call({}, 'down')).status).toBe(503);
    const open: unknown = await call({}, 'down').catch((error: unknown) => error);
    expect(open).toBeInstanceOf(CircuitOpenError);
    expect(open).toMatchObject({ service: 'down', retryAfterMs: expect.any(Number) as number });
    expect(asked).toHaveLength(3);
    expect(await outgoing.circuits.report()).toMatchObject([{ service: 'down', state: 'open' }]);
    expect(await register.metrics()).toContain('outgoing_circuit_state{service="down"} 2');
    // Others are not held up by it.
    answer = (response) => response.end('well');
    expect((await call()).status).toBe(200);

    // Half-open, and the trial fails: open again.
    await sleep(PAUSE_MS + 20);
    answer = failing;
    asked = [];
    await call({}, 'down');
    await expect(call({}, 'down')).rejects.toThrow(CircuitOpenError);
    expect(asked).toHaveLength(1);

    await sleep(PAUSE_MS + 20);
    answer = (response) => response.end('well');
    expect((await call({}, 'down')).status).toBe(200);
    expect((await outgoing.circuits.report()).find(({ service }) => service === 'down')?.state).toBe(
      'closed',
    );
    expect(await register.metrics()).toContain('outgoing_circuit_state{service="down"} 0');
  });

  it('lets one call try where many wait for it', async () => {
    answer = failing;
    for (let i = 0; i < 3; i += 1) await call({}, 'crowded');
    await sleep(PAUSE_MS + 20);
    asked = [];
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => call({}, 'crowded')));
    expect(asked).toHaveLength(1);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(19);
  });

  it('keeps the peers of a service apart', async () => {
    answer = failing;
    for (let i = 0; i < 3; i += 1) await call({ peer: 'one' }, 'hooks');
    await expect(call({ peer: 'one' }, 'hooks')).rejects.toThrow(CircuitOpenError);
    expect((await call({ peer: 'two' }, 'hooks')).status).toBe(503);
  });

  it('tells other processes of a service that is down', async () => {
    answer = failing;
    for (let i = 0; i < 3; i += 1) await call({}, 'told');
    for (let i = 0; i < 50 && (await outgoing.neighbour().report()).length === 0; i += 1) await sleep(10);
    expect(await outgoing.neighbour().report()).toMatchObject([{ service: 'told', state: 'open' }]);
  });
});
