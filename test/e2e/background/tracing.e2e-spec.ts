import { request as httpRequest } from 'node:http';
import { newId } from '@almanac/kernel';
import { createTestApp, type TestApp } from '@almanac/testing';
import { OutsideServices } from '../notifications/outside-services';
import { person, share, type Person } from '../planning/support';
import { Receiver } from '../webhooks/receiver';
import { eventually } from './eventually';

jest.setTimeout(60_000);

const SPAN = 'b7ad6b7169203331';
const HEX = /^[0-9a-f]{16}$/;

/** A line of the log, as far as it says which call it is about. */
interface Line {
  msg: string;
  requestId?: string;
  traceId?: string;
  spanId?: string;
  job?: string;
  route?: string;
}

let outside: OutsideServices;
let receiver: Receiver;
let app: TestApp;
let log = '';

beforeAll(async () => {
  outside = await new OutsideServices().open();
  receiver = await new Receiver().open();
  app = await createTestApp({
    worker: true,
    log: { write: (text) => (log += text) },
    config: {
      PWNED_PASSWORDS_URL: `${outside.url}/range`,
      SENDGRID_API_KEY: 'SG.secret',
      SENDGRID_URL: outside.url,
      WEBHOOK_ALLOWED_HOSTS: `127.0.0.1:${receiver.port}`,
    },
  });
});
afterAll(async () => {
  await app.close();
  await outside.close();
  await receiver.close();
});
beforeEach(() => outside.forget());

const lines = (): Line[] =>
  log.split('\n').flatMap((text) => (text === '' ? [] : [JSON.parse(text) as Line]));
const requestLine = (requestId: string): Promise<Line> =>
  eventually(() => {
    const found = lines().find((line) => line.msg === 'request' && line.requestId === requestId);
    if (!found) throw new Error('There is no line of that request');
    return found;
  });
const jobLine = (job: string, requestId: string): Promise<Line> =>
  eventually(() => {
    const found = lines().find((line) => line.job === job && line.requestId === requestId);
    if (!found) throw new Error('There is no line of that job');
    return found;
  });
const newTrace = () => newId().replaceAll('-', '');
/** `traceparent` in its parts. */
const partsOf = (header: unknown) => {
  const [version, traceId, spanId, flags] = String(header).split('-');
  return { version, traceId, spanId, flags };
};

/** Somebody registers, which asks a service at once and has a mail sent by a job. */
async function register(headers: Record<string, string>): Promise<string> {
  const body = { email: `${newId()}@example.org`, password: `Correct-Horse-${newId()}` };
  const answer = await app.request('POST', '/auth/register', { body, headers });
  expect(answer.status).toBe(201);
  return answer.headers.get('x-request-id') ?? '';
}

/** What the request, and the job that it caused, have called outside. */
const calls = (requestId: string) =>
  eventually(() => {
    const own = (path: string) =>
      outside.at(path).find(({ headers }) => headers['x-request-id'] === requestId)?.headers;
    const [range, mail] = [own('/range'), own('/v3/mail/send')];
    if (!range || !mail) throw new Error('Not all is sent yet');
    return { range, mail };
  });

describe('a request that is a part of a trace', () => {
  it('stays in it: its line, its jobs, and what either calls outside', async () => {
    const traceId = newTrace();
    const requestId = await register({
      'x-request-id': 'shop-42',
      traceparent: `00-${traceId}-${SPAN}-01`,
      tracestate: 'rojo=1 , congo=2',
    });
    expect(requestId).toBe('shop-42');

    const request = await requestLine(requestId);
    expect(request).toMatchObject({ traceId, spanId: expect.stringMatching(HEX) as string });
    const job = await jobLine('verify-email', requestId);
    expect(job).toMatchObject({ traceId, spanId: expect.stringMatching(HEX) as string });
    expect(new Set([SPAN, request.spanId, job.spanId]).size).toBe(3);

    const { range, mail } = await calls(requestId);
    for (const headers of [range, mail]) {
      expect(headers['tracestate']).toBe('rojo=1,congo=2');
      expect(partsOf(headers['traceparent'])).toMatchObject({ version: '00', traceId, flags: '01' });
      expect([SPAN, request.spanId, job.spanId]).not.toContain(partsOf(headers['traceparent']).spanId);
    }
    expect(range['traceparent']).not.toBe(mail['traceparent']);
  });

  it('tells what it could not do with the ids of both', async () => {
    const traceId = newTrace();
    await register({ 'x-request-id': 'shop-43', traceparent: `00-${traceId}-${SPAN}-00` });
    const told = lines().find(
      ({ msg, requestId }) => requestId === 'shop-43' && msg.startsWith('leaked passwords could not'),
    );
    expect(told).toMatchObject({ traceId, spanId: (await requestLine('shop-43')).spanId });
  });
});

describe('a request that is a part of none', () => {
  it('has a trace that goes by its id, and so have its jobs and calls', async () => {
    const requestId = await register({});
    const traceId = requestId.replaceAll('-', '');
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(await requestLine(requestId)).toMatchObject({ traceId, spanId: traceId.slice(16) });
    const job = await jobLine('verify-email', requestId);
    expect(job.traceId).toBe(traceId);
    expect(job.spanId).not.toBe(traceId.slice(16));
    const { range, mail } = await calls(requestId);
    for (const headers of [range, mail]) {
      expect(partsOf(headers['traceparent'])).toMatchObject({ traceId, flags: '00' });
      expect(headers).not.toHaveProperty('tracestate');
    }
  });

  it('has a trace of its own though its caller gives every request one name', async () => {
    const [first, second] = [newId(), newId()];
    for (const name of [first, second, first])
      await app.request('GET', '/nothing', { headers: { 'x-request-id': name } });
    const seen = await eventually(() => {
      const found = lines().filter(({ requestId }) => requestId === first || requestId === second);
      expect(found).toHaveLength(3);
      return found;
    });
    expect(new Set(seen.map(({ traceId }) => traceId)).size).toBe(3);
    expect(new Set(seen.map(({ spanId }) => spanId)).size).toBe(3);

    const requestId = await register({ 'x-request-id': 'again' });
    const { traceId } = await requestLine(requestId);
    expect((await jobLine('verify-email', requestId)).traceId).toBe(traceId);
    expect(partsOf((await calls(requestId)).mail['traceparent']).traceId).toBe(traceId);
  });

  it.each([
    [['00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01'], 'no span'],
    [['ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'], 'the version that is none'],
    [['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more'], 'too much'],
    [
      [
        '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      ],
      'two traces',
    ],
  ])('is one that says %j (%s)', async (traceparent) => {
    const requestId = newId();
    const status = await sendRaw({ 'x-request-id': requestId, traceparent });
    expect(status).toBe(404);
    const { traceId, spanId } = await requestLine(requestId);
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(traceId).not.toBe('0af7651916cd43dd8448eb211c80319c');
    expect(spanId).toMatch(HEX);
  });

  it('is not one that says it with margins, in capitals of its name, or in a version to come', async () => {
    for (const [name, value] of [
      ['TraceParent', '\t 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 \t'],
      ['traceparent', 'cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more'],
    ] as const) {
      const requestId = newId();
      await sendRaw({ 'x-request-id': requestId, [name]: [value] });
      expect((await requestLine(requestId)).traceId).toBe('0af7651916cd43dd8448eb211c80319c');
    }
  });
});

describe('a job', () => {
  it('hands on to the jobs that it sets going what it comes of itself', async () => {
    const [ada, bob] = await Promise.all([person(app), person(app)]);
    const planner = await ada.planner();
    const section = await ada.section(planner.id);
    await share(app, planner.id, bob.id, 'editor');
    const [requestId, traceId] = [`assigns-${newId()}`, newTrace()];
    const headers = { 'x-request-id': requestId, traceparent: `00-${traceId}-${SPAN}-01` };
    const body = { title: 'Dig', assignees: [bob.id] };
    expect((await ada.send('POST', `/sections/${section.id}/activities`, body, headers)).status).toBe(201);
    const [tell, mail] = [await jobLine('tell', requestId), await jobLine('notification', requestId)];
    expect([tell.traceId, mail.traceId]).toEqual([traceId, traceId]);
    const sent = await eventually(() => {
      const [one] = outside.at('/v3/mail/send');
      if (!one) throw new Error('It is not sent yet');
      return one.headers;
    });
    expect(sent['x-request-id']).toBe(requestId);
    expect(partsOf(sent['traceparent']).traceId).toBe(traceId);
  });
});

describe('a webhook', () => {
  let ada: Person;
  beforeAll(async () => {
    ada = await person(app, { tier: 'enterprise' });
  });

  it('carries the ids of the request that its event comes of, and nothing of other systems', async () => {
    const planner = await ada.planner();
    const section = await ada.section(planner.id);
    const { id } = await ada.must('POST', '/webhooks', {
      url: receiver.url('/hook'),
      events: ['activity.created'],
    });
    const traces = Array.from({ length: 5 }, () => ({ requestId: `made-${newId()}`, traceId: newTrace() }));
    for (const { requestId, traceId } of traces) {
      const headers = {
        'x-request-id': requestId,
        traceparent: `00-${traceId}-${SPAN}-01`,
        tracestate: 'rojo=1',
      };
      const made = await ada.send('POST', `/sections/${section.id}/activities`, { title: 'One' }, headers);
      expect(made.status).toBe(201);
    }
    await eventually(() => expect(receiver.at('/hook')).toHaveLength(traces.length));
    // One turn may deliver what several requests have caused: each goes by its own.
    const got = receiver.at('/hook').map(({ headers }) => ({
      requestId: headers['x-request-id'],
      traceId: partsOf(headers['traceparent']).traceId,
    }));
    expect(got).toEqual(traces);
    for (const { headers } of receiver.at('/hook')) expect(headers).not.toHaveProperty('tracestate');

    const { deliveries } = await ada.must('GET', `/webhooks/${id}/deliveries`);
    const shown = (deliveries as { requestId: string }[]).map(({ requestId }) => requestId);
    expect(shown.sort()).toEqual(traces.map(({ requestId }) => requestId).sort());
  });
});

/** As a client may that is no browser: headers of one name, and whatever stands around them. */
function sendRaw(headers: Record<string, string | readonly string[]>): Promise<number | undefined> {
  const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()]));
  return new Promise((resolve, reject) => {
    httpRequest(`${app.url}/api/v1/nothing`, { headers: sent }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    })
      .on('error', reject)
      .end();
  });
}
