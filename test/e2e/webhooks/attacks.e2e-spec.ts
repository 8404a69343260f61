import type { ServerResponse } from 'node:http';
import { createTestApp, TestDns, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { fieldsOf, person, type Person } from '../planning/support';
import { Receiver } from './receiver';

/** What somebody with an account of their own may try against this server, and against others' webhooks. */
const PUBLIC = '93.184.215.14';
const [FIRST, SECOND] = ['127.0.0.2', '127.0.0.3'];
const ALLOWED = 'allowed.example';

let app: TestApp;
let dns: TestDns;
let first: Receiver;
let second: Receiver;
let ada: Person;
let eve: Person;

beforeAll(async () => {
  dns = await TestDns.start();
  // One port at several addresses of this machine: a name decides alone where a connection goes.
  first = await new Receiver().open(FIRST);
  second = await new Receiver().open(SECOND, first.port);
  app = await createTestApp({
    worker: true,
    config: {
      OUTGOING_DNS_SERVERS: dns.at,
      WEBHOOK_ALLOWED_HOSTS: `${ALLOWED}:${first.port}`,
      WEBHOOK_TIMEOUT_MS: '500',
      WEBHOOK_RETRY_SECONDS: '3600',
      OUTGOING_CIRCUIT_FAILURES: '1000',
    },
  });
  [ada, eve] = [await person(app, { tier: 'enterprise' }), await person(app, { tier: 'enterprise' })];
});
afterAll(async () => {
  await app.close();
  await first.close();
  await second.close();
  dns.close();
});

interface Sent {
  id: string;
  status: string;
  attempts: number;
  error: string | null;
}
const make = (who: Person, url: string): Promise<{ id: string }> =>
  who.must('POST', '/webhooks', { url, events: ['plan.created'] });
const newest = async (who: Person, id: string): Promise<Sent> =>
  (await who.must('GET', `/webhooks/${id}/deliveries`)).deliveries[0];

/** One try, to its end. */
async function tried(who: Person, id: string): Promise<Sent> {
  const { id: deliveryId } = (await who.must('POST', `/webhooks/${id}/test`)) as { id: string };
  return eventually(async () => {
    const sent = await newest(who, id);
    expect(sent).toMatchObject({ id: deliveryId, attempts: 1 });
    expect(sent.error !== null || sent.status === 'delivered').toBe(true);
    return sent;
  });
}

describe('a DNS server that changes its answer', () => {
  const asked = (name: string): number => dns.asked.filter((one) => one === name).length;

  it('gains nothing between the save and the connection', async () => {
    const url = `https://turncoat.example:${first.port}/`;
    dns.answers.set('turncoat.example', [[PUBLIC], [FIRST]]);
    const { id } = await make(eve, url);
    expect((await tried(eve, id)).error).toMatch(/not public/);
    // Nor where it is saved anew, or names both.
    expect(fieldsOf(await eve.send('PATCH', `/webhooks/${id}`, { url }))).toEqual(['url']);
    dns.answers.set('turncoat.example', [[PUBLIC, FIRST]]);
    expect(fieldsOf(await eve.send('PATCH', `/webhooks/${id}`, { url }))).toEqual(['url']);
    expect((await tried(eve, id)).error).toMatch(/not public/);
    expect([first.connections, second.connections]).toEqual([0, 0]);
  });

  it('gains nothing between the look at the connection and the connection', async () => {
    dns.answers.set('quick.example', [[PUBLIC], [PUBLIC], [FIRST]]);
    const { id } = await make(eve, `https://quick.example:${first.port}/`);
    const before = asked('quick.example');
    const { error } = await tried(eve, id);
    expect(error).not.toMatch(/not public/);
    // One question, whose answer was looked at: the lie that lay ready was never fetched.
    expect(asked('quick.example')).toBe(before + 1);
    expect(dns.answers.get('quick.example')).toEqual([[FIRST]]);
    expect([first.connections, second.connections]).toEqual([0, 0]);
  });

  it('is asked once for each connection, which goes to what it said then', async () => {
    dns.answers.set(ALLOWED, [[FIRST], [SECOND]]);
    const { id } = await make(ada, `http://${ALLOWED}:${first.port}/hook`);
    const before = asked(ALLOWED);
    expect(await tried(ada, id)).toMatchObject({ status: 'delivered' });
    expect(asked(ALLOWED)).toBe(before + 1);
    expect([first.at('/hook').length, second.connections]).toEqual([1, 0]);
  });
});

describe('what a receiver answers', () => {
  /** Goes on for as long as somebody reads. */
  const onAndOn = (response: ServerResponse, text: string, everyMs: number): void => {
    const timer = setInterval(() => response.socket?.write(text), everyMs);
    response.on('close', () => clearInterval(timer));
    response.socket?.on('error', () => undefined);
  };
  const raw = (text: string) => (response: ServerResponse) => void response.socket?.write(text);
  const tooLate = /no whole answer in time/;
  const failed = /^The call failed \([A-Z0-9_]+\)$/;
  const hostile: [string, (response: ServerResponse) => void, RegExp][] = [
    ['nothing', () => undefined, tooLate],
    [
      'a body that drips',
      (response) => {
        response.writeHead(200).flushHeaders();
        onAndOn(response, '1\r\nx\r\n', 20);
      },
      tooLate,
    ],
    [
      'headers that drip',
      (response) => {
        response.socket?.write('HTTP/1.1 200 OK\r\n');
        onAndOn(response, 'x: y\r\n', 20);
      },
      tooLate,
    ],
    ['headers without end', raw(`HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(100_000)}`), failed],
    ['no HTTP', raw('SSH-2.0-OpenSSH_9.2\r\n\r\n'), failed],
    ['two lengths', raw('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx'), failed],
    [
      'another protocol',
      raw('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
      failed,
    ],
    ['the end at once', (response) => void response.socket?.destroy(), failed],
    [
      'half of it',
      (response) => {
        response.socket?.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf');
      },
      failed,
    ],
    [
      'an answer that is no text',
      (response) => response.writeHead(500).end(Buffer.from([0, 0xff, 0xc3])),
      /answered 500/,
    ],
  ];

  it.each(hostile)('may be %s: the try has failed, and says why', async (what, answer, error) => {
    dns.answers.set(ALLOWED, [[FIRST]]);
    const path = `/${what.replaceAll(' ', '-')}`;
    first.answer(path, answer);
    const { id } = await make(ada, `http://${ALLOWED}:${first.port}${path}`);
    const sent = await tried(ada, id);
    expect(sent.error).toMatch(error);
    expect(sent.status).toBe('pending');
    await ada.must('DELETE', `/webhooks/${id}`);
  });

  it('may be without end: the beginning is kept, and no more is read', async () => {
    dns.answers.set(ALLOWED, [[FIRST]]);
    let written = 0;
    const piece = Buffer.alloc(64 * 1024, 'x');
    first.answer('/endless', (response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      const more = (): void => {
        while (!response.destroyed && written < 500 * 1024 * 1024 && response.write(piece))
          written += piece.length;
      };
      response.on('drain', more);
      more();
    });
    const { id } = await make(ada, `http://${ALLOWED}:${first.port}/endless`);
    const sent = await tried(ada, id);
    expect(sent).toMatchObject({ status: 'delivered', responseBody: 'x'.repeat(1024) });
    expect(written).toBeLessThan(50 * 1024 * 1024);
    await ada.must('DELETE', `/webhooks/${id}`);
  });
});

describe("others' webhooks and deliveries", () => {
  it('are nothing that a stranger may see or change, also not by way of a webhook of their own', async () => {
    dns.answers.set(ALLOWED, [[SECOND]]);
    const url = (path: string) => `http://${ALLOWED}:${first.port}${path}`;
    const [{ id }, own] = [await make(ada, url('/adas')), await make(eve, url('/eves'))];
    const { id: deliveryId } = await tried(ada, id);
    // One of both: a connection that is kept for some seconds goes on to where it was opened.
    const got = (): number => first.got.length + second.got.length;
    const before = got();
    const deliveries = [`/webhooks/${id}/deliveries`, `/webhooks/${own.id}/deliveries`];
    const tries = [
      ['GET', `/webhooks/${id}`],
      ['PATCH', `/webhooks/${id}`, { url: url('/eves') }],
      ['PATCH', `/webhooks/${id}`, { active: false }],
      ['DELETE', `/webhooks/${id}`],
      ['POST', `/webhooks/${id}/rotate-secret`, {}],
      ['POST', `/webhooks/${id}/test`],
      ['GET', `/webhooks/${id}/deliveries`],
      ...deliveries.map((path) => ['POST', `${path}/${deliveryId}/redeliver`] as const),
    ] as const;
    for (const [method, path, body] of tries) {
      const answer = await eve.send(method, path, body);
      // A delivery of another webhook is not there under one's own.
      expect([method, path, answer.status]).toEqual([method, path, path.includes(own.id) ? 404 : 403]);
      expect(JSON.stringify(answer.body)).not.toMatch(/adas|msg_|whsec_/);
    }
    expect((await eve.must('GET', `/webhooks/${own.id}/deliveries`)).deliveries).toEqual([]);
    expect(await ada.must('GET', `/webhooks/${id}`)).toMatchObject({
      ...{ url: url('/adas'), active: true, version: 1 },
    });
    expect(await newest(ada, id)).toMatchObject({ id: deliveryId, attempts: 1, status: 'delivered' });
    // Whatever was sent on its way has arrived by the time that this has.
    await tried(eve, own.id);
    expect(got()).toBe(before + 1);
  });
});
