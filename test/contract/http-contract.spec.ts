import { connect } from 'node:net';
import { createProbeApp } from './probe/probe-app';
import { ProbeController } from './probe/probe.controller';

type Probe = Awaited<ReturnType<typeof createProbeApp>>;
let app: Probe;
const ID = '019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11';
const writer = { token: 'writer' };

beforeAll(async () => {
  app = await createProbeApp();
});
afterAll(() => app.close());

const post = (request: Parameters<Probe['request']>[2]) =>
  app.request('POST', '/probes', { ...writer, ...request });

describe('success', () => {
  it('wraps data in the envelope and names the new resource', async () => {
    const answer = await post({ body: { title: 'Hello' } });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      success: true,
      message: 'Made',
      data: { id: expect.any(String), title: 'Hello', version: 1 },
    });
    expect(answer.headers.get('location')).toBe(`/api/v1/probes/${answer.body.data.id}`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('returns only the fields asked for', async () => {
    const { body } = await app.request('GET', '/probes?fields=id,title', writer);
    expect(body.data.probes[0]).toEqual({ id: ID, title: 'Probe' });
    expect(body.data.pagination.total).toBe(2);
  });
});

describe('bad bodies', () => {
  const properties = (count: number) =>
    JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, number) => [`p${number}`, ':'])));
  const deep = `${'{"title":'.repeat(33)}1${'}'.repeat(33)}`;
  it.each([
    ['broken JSON', '{"title":', 400, 'BAD_REQUEST'],
    ['text that is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400, 'BAD_REQUEST'],
    ['nesting deeper than 32', deep, 400, 'BAD_REQUEST'],
    ['nesting 100,000 deep', '['.repeat(100_000), 400, 'BAD_REQUEST'],
    ['an object of 1,000 unknown properties', properties(1000), 422, 'VALIDATION_ERROR'],
    ['an object of 1,001', properties(1001), 400, 'BAD_REQUEST'],
    ['one of 60,000 inside another', `{"title":${properties(60_000)}}`, 400, 'BAD_REQUEST'],
    ['a prototype key', '{"title":"a","__proto__":{"admin":true}}', 400, 'BAD_REQUEST'],
    ['a hidden prototype key', '{"title":"a","__pro\\u0074o__":{"admin":true}}', 400, 'BAD_REQUEST'],
    ['a list in place of an object', '[]', 422, 'VALIDATION_ERROR'],
    ['a bare null', 'null', 422, 'VALIDATION_ERROR'],
    ['a bare text', '"title"', 422, 'VALIDATION_ERROR'],
    ['no body at all', '', 422, 'VALIDATION_ERROR'],
  ])('refuses %s', async (_name, raw, status, code) => {
    const answer = await post({ raw });
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });

  it.each([
    ['constructor', '{"title":"a","constructor":{}}', 'constructor', 'unknownProperty'],
    ['an unknown property', '{"title":"a","role":"admin"}', 'role', 'unknownProperty'],
    ['NUL', '{"title":"a\\u0000b"}', 'title', 'characters'],
    ['a lone surrogate', '{"title":"\\ud800"}', 'title', 'characters'],
    [
      'NUL deep inside',
      '{"title":"a","children":[{"name":"x"},{"name":"\\u0000"}]}',
      'children[1].name',
      'characters',
    ],
    ['a number for a text', '{"title":5}', 'title', 'isString'],
    ['blanks alone', '{"title":"   "}', 'title', 'minLength'],
    ['too long', '{"title":"123456789012345678901"}', 'title', 'maxLength'],
    ['null where nothing may be cleared', '{"title":null}', 'title', 'isString'],
    ['a fraction', '{"title":"a","level":1.5}', 'level', 'isInt'],
    ['over the top', '{"title":"a","level":6}', 'level', 'max'],
    ['an impossible date', '{"title":"a","at":"2026-02-30T10:00:00Z"}', 'at', 'isIso8601'],
    ['no e-mail', '{"title":"a","email":"nobody"}', 'email', 'isEmail'],
    ['not in the list', '{"title":"a","color":"blue"}', 'color', 'isIn'],
    [
      'a nested unknown',
      '{"title":"a","child":{"name":"x","ownerId":1}}',
      'child.ownerId',
      'unknownProperty',
    ],
    ['a list for an object', '{"title":"a","child":[]}', 'child', 'isObject'],
    [
      'too many',
      '{"title":"a","children":[{"name":"1"},{"name":"2"},{"name":"3"},{"name":"4"}]}',
      'children',
      'maxItems',
    ],
  ])('refuses %s with the path', async (_name, raw, field, rule) => {
    const answer = await post({ raw });
    expect([answer.status, answer.body.error.code]).toEqual([422, 'VALIDATION_ERROR']);
    expect(answer.body.error.details).toEqual([{ field, message: expect.any(String), rule }]);
  });

  it('tells all problems at once, and never the value', async () => {
    const answer = await post({
      raw: '{"email":"hunter2secret","level":"x","children":[{"name":""}],"nope":1}',
    });
    const fields = answer.body.error.details.map((detail: { field: string }) => detail.field).sort();
    expect(fields).toEqual(['children[0].name', 'email', 'level', 'nope', 'title']);
    expect(answer.text).not.toContain('hunter2secret');
  });

  it('answers at once, and shortly, to a body with very many unknown properties', async () => {
    const answer = await post({ raw: properties(1000) });
    expect([answer.status, answer.body.error.details.length]).toEqual([422, 100]);
  });

  it('counts characters, not UTF-16 units', async () => {
    expect((await post({ body: { title: '😀'.repeat(20) } })).status).toBe(201);
    expect((await post({ body: { title: '😀'.repeat(21) } })).status).toBe(422);
  });

  it('refuses a body over 1 MiB and another media type', async () => {
    const large = await post({ raw: JSON.stringify({ title: 'x'.repeat(1024 * 1024) }) });
    expect([large.status, large.body.error.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    const form = await post({
      raw: 'title=a',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([form.status, form.body.error.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it('unpacks no body', async () => {
    const packed = (coding: string) =>
      post({ raw: '{"title":"a"}', headers: { 'content-encoding': coding } });
    expect((await packed('gzip')).status).toBe(415);
    expect((await packed('identity')).status).toBe(201);
  });

  it('takes JSON in UTF-8 alone', async () => {
    const typed = (type: string) =>
      post({ raw: JSON.stringify({ title: 'a' }), headers: { 'content-type': type } });
    for (const type of ['application/json; charset=UTF-8', 'application/json;charset="utf-8"'])
      expect((await typed(type)).status).toBe(201);
    for (const type of ['application/json; charset=utf-16', 'application/json; charset="latin1"'])
      expect((await typed(type)).status).toBe(415);
  });
});

describe('bad addresses and queries', () => {
  it.each([
    ['/probes?limit=6', 'limit', 'max'],
    ['/probes?limit=abc', 'limit', 'isInt'],
    ['/probes?limit=1&limit=2', 'limit', 'isInt'],
    ['/probes?page=0', 'page', 'min'],
    ['/probes?sort=password', 'sort', 'isIn'],
    ['/probes?cursor=bm90LW91cnM', 'cursor', 'cursor'],
    ['/probes?cursor=a&page=2', 'page', 'exclusive'],
    ['/probes?fields=id,secret', 'fields', 'isIn'],
    ['/probes?nope=1', 'nope', 'unknownProperty'],
    ['/probes?search=a&search=b', 'search', 'isString'],
    ['/probes?search=%00', 'search', 'characters'],
    [`/probes/${ID}?nope=1`, 'nope', 'unknownProperty'],
    ['/probes/not-a-uuid', 'id', 'isUuid'],
  ])('answers 422 to %s', async (path, field, rule) => {
    const answer = await app.request('GET', path, writer);
    expect([answer.status, answer.body.error.details]).toEqual([
      422,
      [{ field, message: expect.any(String), rule }],
    ]);
  });

  it.each(['//%', '//api/v1/probes/%ff'])('keeps the contract for the broken address %s', async (path) => {
    const answer = await app.request('GET', path);
    expect([answer.status, answer.body.error.code]).toEqual([400, 'BAD_REQUEST']);
    expect(answer.headers.get('x-request-id')).toBe(answer.body.error.requestId);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    ['{"role":"admin"}', 'role'],
    ['["admin"]', '0'],
    ['"admin"', 'body'],
    ['1', 'body'],
    ['true', 'body'],
  ])('takes no body where none is read: %s', async (raw, field) => {
    const answer = await app.request('DELETE', `/probes/${ID}`, { ...writer, token: 'admin', raw });
    expect([answer.status, answer.body.error.details[0].field]).toEqual([422, field]);
  });

  it('tells a wrong method from an unknown path', async () => {
    const wrong = await app.request('PUT', '/probes', { ...writer, body: {} });
    expect([wrong.status, wrong.body.error.code]).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(wrong.headers.get('allow')).toBe('GET, HEAD, POST');
    expect((await app.request('GET', '/nothing')).body.error.code).toBe('NOT_FOUND');
  });

  it('answers 406 only when nothing that is served would do', async () => {
    const accept = (value: string) =>
      app.request('GET', '/probes/public/page', { headers: { accept: value } });
    expect((await accept('text/csv')).status).toBe(406);
    for (const fine of [
      '*/*',
      'application/json',
      'text/html, */*;q=0.1',
      'application/problem+json',
      'application/*',
    ]) {
      expect((await accept(fine)).status).toBe(200);
    }
  });
});

describe('errors', () => {
  it('have the same facts as RFC 9457 on request', async () => {
    const answer = await app.request('GET', '/probes/x', {
      ...writer,
      headers: { accept: 'application/problem+json' },
    });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({
      type: 'urn:almanac:error:VALIDATION_ERROR',
      status: 422,
      code: 'VALIDATION_ERROR',
      instance: '/api/v1/probes/x',
    });
  });

  it('never show what went wrong inside', async () => {
    for (const answer of [
      await post({ body: { title: 'explode' } }),
      await app.request('GET', '/probes/slow/database'),
    ]) {
      expect([answer.status, answer.body.error.code]).toEqual([500, 'INTERNAL_ERROR']);
      expect(answer.text).not.toMatch(/select|nowhere|password_file|\.ts|at /i);
    }
  });

  it('take over a sane request id and make one else', async () => {
    const given = await app.request('GET', '/nothing', { headers: { 'x-request-id': 'my-trace.42' } });
    expect(given.headers.get('x-request-id')).toBe('my-trace.42');
    expect(given.body.error.requestId).toBe('my-trace.42');
    const made = await app.request('GET', '/nothing', { headers: { 'x-request-id': 'a b<script>' } });
    expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('access', () => {
  it('wants a recent proof of identity where the route says so', async () => {
    const of = async (token: string) => {
      const answer = await app.request('POST', '/probes/delicate', { token });
      return [answer.status, answer.body.error?.code];
    };
    expect(await of('writer')).toEqual([200, undefined]);
    for (const token of ['admin', 'reader'])
      expect(await of(token)).toEqual([403, 'REAUTHENTICATION_REQUIRED']);
  });

  it.each([
    ['no credentials', {}, 'UNAUTHORIZED'],
    ['an ended sign-in', { token: 'ended' }, 'INVALID_TOKEN'],
    ['another scheme', { headers: { authorization: 'Basic abc' } }, 'INVALID_TOKEN'],
  ])('answers 401 to %s', async (_name, request, code) => {
    const answer = await app.request('GET', '/probes', request);
    expect([answer.status, answer.body.error.code]).toEqual([401, code]);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  });

  it('names the missing permission', async () => {
    const answer = await app.request('DELETE', `/probes/${ID}`, writer);
    expect([answer.status, answer.body.error.code]).toEqual([403, 'FORBIDDEN']);
    expect(answer.body.error.details).toEqual({ required: ['write:planners'], held: ['write:own-planners'] });
  });

  it('refuses a route that declares nothing, to everybody', async () => {
    expect((await app.request('GET', '/probes/undeclared/route', writer)).status).toBe(403);
  });

  it.each(['access_token=writer', 'token=x', 'api_key=x', 'apiKey=x'])(
    'refuses a credential in the query: %s',
    async (query) => {
      const answer = await app.request('GET', `/probes?${query}`, writer);
      expect([answer.status, answer.body.error.code]).toEqual([401, 'UNAUTHORIZED']);
    },
  );
});

describe('versions', () => {
  it('answers 304 to the newest ETag, weak or strong', async () => {
    const get = (tag: string) =>
      app.request('GET', `/probes/${ID}`, { ...writer, headers: { 'if-none-match': tag } });
    const first = await app.request('GET', `/probes/${ID}`, writer);
    expect([first.headers.get('etag'), first.headers.get('cache-control')]).toEqual(['"v3.t7"', 'no-store']);
    for (const tag of ['"v3.t7"', 'W/"v3.t7"', '"v1", "v3.t7"', '*']) {
      const again = await get(tag);
      expect([again.status, again.text]).toEqual([304, '']);
    }
    expect((await get('"v3.t6"')).status).toBe(200);
  });

  it.each([
    ['"v3"', [3]],
    ['"v3.t9", "v4"', [3, 4]],
    ['W/"v3"', []],
    ['rubbish', []],
    ['*', null],
  ])('reads If-Match %s', async (header, seen) => {
    const answer = await app.request('PATCH', `/probes/${ID}`, {
      ...writer,
      body: { title: 'a' },
      headers: { 'if-match': header },
    });
    expect(answer.body.data.seen).toEqual(seen);
  });
});

describe('Idempotency-Key', () => {
  const keyed = (key: string, body: unknown, token = 'writer', path = '/probes') =>
    app.request('POST', path, { token, body, headers: { 'idempotency-key': key } });

  it('gives the first answer again and does the work once', async () => {
    const before = ProbeController.runs;
    const first = await keyed('once', { title: 'A' });
    const second = await keyed('once', { title: 'A' });
    expect(second.text).toBe(first.text);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect([first.headers.get('idempotent-replayed'), second.headers.get('idempotent-replayed')]).toEqual([
      null,
      'true',
    ]);
    expect(ProbeController.runs).toBe(before + 1);
  });

  it('refuses another body, keeps no failure, and keeps callers apart', async () => {
    await keyed('body', { title: 'A' });
    expect((await keyed('body', { title: 'B' })).body.error.code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect((await keyed('fixed', { title: 5 })).status).toBe(422);
    expect((await keyed('fixed', { title: 'ok' })).status).toBe(201);
    expect((await keyed('broken', { title: 'explode' })).status).toBe(500);
    expect((await keyed('broken', { title: 'whole' })).status).toBe(201);
    expect((await keyed('', { title: 'A' })).status).toBe(422);
    expect((await keyed('x'.repeat(256), { title: 'A' })).body.error.details[0].field).toBe(
      'Idempotency-Key',
    );
  });

  it('does the same submit, 20 times at once, once', async () => {
    const before = ProbeController.runs;
    ProbeController.delayMs = 100;
    const answers = await Promise.all(Array.from({ length: 20 }, () => keyed('parallel', { title: 'P' })));
    ProbeController.delayMs = 0;
    const statuses = answers.map((answer) => answer.status);
    expect(ProbeController.runs).toBe(before + 1);
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThanOrEqual(1);
    expect(statuses.every((status) => status === 201 || status === 409)).toBe(true);
    expect(new Set(answers.filter((answer) => answer.status === 201).map((answer) => answer.text)).size).toBe(
      1,
    );
  });

  it('keeps no answer that holds a secret', async () => {
    expect((await keyed('secret', {}, 'writer', '/probes/secrets')).status).toBe(201);
    const again = await keyed('secret', {}, 'writer', '/probes/secrets');
    expect([again.status, again.body.error.details]).toEqual([409, { id: ID }]);
  });
});

describe('headers', () => {
  it('has security headers, and compresses what is worth it', async () => {
    const answer = await app.request('GET', '/probes/public/page');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
    expect(answer.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(answer.headers.get('x-powered-by')).toBeNull();
  });

  it.each([
    [
      'sends its request too slowly',
      'POST /api/v1/probes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
      408,
    ],
    ['sends its headers too slowly', 'GET /api/v1/probes HTTP/1.1\r\nHost: x\r\n', 408],
    ['sends very long headers', `GET /health HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['speaks no HTTP', 'hello\r\n\r\n', 400],
    ['names no host', 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
  ])(
    'drops a client that %s, in words that it can read',
    async (_name, text, status) => {
      const strict = await createProbeApp({ REQUEST_TIMEOUT_MS: '1000' });
      const answer = await new Promise<string>((resolve) => {
        const socket = connect(Number(new URL(strict.url).port), '127.0.0.1');
        let received = '';
        socket.on('data', (chunk) => (received += chunk.toString()));
        socket.on('close', () => resolve(received));
        socket.on('error', () => undefined);
        socket.write(text);
      });
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      const codes: Record<number, string> = {
        400: 'BAD_REQUEST',
        408: 'REQUEST_TIMEOUT',
        431: 'HEADERS_TOO_LARGE',
      };
      const { success, error } = JSON.parse(body);
      expect([success, error.code]).toEqual([false, codes[status]]);
      expect(head.toLowerCase().split('\r\n')).toEqual(
        expect.arrayContaining([
          expect.stringMatching(new RegExp(`^http/1.1 ${status} `)),
          `x-request-id: ${error.requestId}`,
          'x-content-type-options: nosniff',
          'connection: close',
        ]),
      );
      await strict.close();
    },
    60_000,
  );
});

describe('limits', () => {
  it('count those who send invalid credentials, or lack a permission', async () => {
    const strict = await createProbeApp({
      RATE_LIMIT_ENABLED: 'true',
      RATE_LIMIT_FREE: '3',
      RATE_LIMIT_ANONYMOUS: '3',
    });
    const statuses = async (method: string, request: Parameters<Probe['request']>[2]) => {
      const seen: number[] = [];
      for (let index = 0; index < 5; index += 1)
        seen.push((await strict.request(method, `/probes/${ID}`, request)).status);
      return seen;
    };
    const hits = async (bucket: string): Promise<number> => {
      const { text } = await strict.request('GET', '//metrics');
      return Number(new RegExp(`^rate_limit_hits_total{bucket="${bucket}"} (.+)$`, 'm').exec(text)?.[1] ?? 0);
    };
    const before = [await hits('general'), await hits('credentials')];
    expect(await statuses('DELETE', writer)).toEqual([403, 403, 403, 429, 429]);
    expect(await statuses('GET', { headers: { authorization: 'Basic x' } })).toEqual([
      401, 401, 401, 429, 429,
    ]);
    expect([await hits('general'), await hits('credentials')]).toEqual(before.map((count) => count + 2));
    await strict.close();
  });

  it('answers 429 past the limit, on two replicas together, whatever X-Forwarded-For says', async () => {
    const prefix = `limits${Date.now()}`;
    const settings = {
      RATE_LIMIT_ENABLED: 'true',
      RATE_LIMIT_FREE: '6',
      RATE_LIMIT_ANONYMOUS: '3',
      REDIS_PREFIX: prefix,
    };
    const [one, two] = [await createProbeApp(settings), await createProbeApp(settings)];
    const signedIn = [];
    for (let index = 0; index < 8; index += 1)
      signedIn.push(await (index % 2 ? one : two).request('GET', '/probes', writer));
    expect(signedIn.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
    expect(signedIn[1]?.headers.get('ratelimit-limit')).toBe('6');
    expect(signedIn[1]?.headers.get('ratelimit-remaining')).toBe('4');
    expect(Number(signedIn[7]?.headers.get('retry-after'))).toBeGreaterThan(800);
    const anonymous = [];
    for (let index = 0; index < 5; index += 1) {
      const headers = { 'x-forwarded-for': `10.0.0.${index}` };
      anonymous.push(
        (await (index % 2 ? one : two).request('GET', '/probes/public/page', { headers })).status,
      );
    }
    expect(anonymous).toEqual([200, 200, 200, 429, 429]);
    await one.close();
    await two.close();
  });
});

describe('health', () => {
  it('is up, ready, and tells operators on loopback more', async () => {
    expect((await app.request('GET', '//health')).body.data.status).toBe('up');
    expect((await app.request('GET', '//health/ready')).body.data.status).toBe('ready');
    expect((await app.request('GET', '//health/detailed')).body.data).toMatchObject({
      status: 'up',
      database: { up: true },
      redis: { up: true },
      version: expect.stringMatching(/^\d+\.\d+\.\d+/) as unknown,
    });
    const { queues } = (await app.request('GET', '//health/detailed')).body.data;
    expect(queues).toContainEqual({ name: 'mail', waiting: 0, active: 0, delayed: 0, failed: 0 });
    expect((await app.request('GET', '//metrics')).text).toContain('http_request_duration_seconds');
  });

  it.each([
    ['x-forwarded-for', '203.0.113.9'],
    ['x-forwarded-for', '127.0.0.1'],
    ['x-real-ip', '203.0.113.9'],
    ['forwarded', 'for=203.0.113.9'],
  ])('takes nobody whom a proxy on this machine asks for (%s: %s) for an operator', async (name, value) => {
    const headers = { [name]: value };
    const metrics = await app.request('GET', '//metrics', { headers });
    expect([metrics.status, metrics.body.error.code]).toEqual([403, 'FORBIDDEN']);
    const detailed = await app.request('GET', '//health/detailed', { headers });
    expect([detailed.status, detailed.body.error.code]).toEqual([401, 'UNAUTHORIZED']);
  });

  it('tells admins more from anywhere, and nobody else', async () => {
    const statusFor = async (token: string) =>
      (
        await app.request('GET', '//health/detailed', {
          token,
          headers: { 'x-forwarded-for': '203.0.113.9' },
        })
      ).status;
    expect([await statusFor('admin'), await statusFor('reader'), await statusFor('ended')]).toEqual([
      200, 403, 401,
    ]);
  });

  it('asks for the token where one is set', async () => {
    const guarded = await createProbeApp({ METRICS_TOKEN: 'let-me-in' });
    expect((await guarded.request('GET', '//metrics')).status).toBe(403);
    const headers = { authorization: 'Bearer let-me-in' };
    expect((await guarded.request('GET', '//metrics', { headers })).status).toBe(200);
    const elsewhere = { ...headers, 'x-forwarded-for': '203.0.113.9' };
    expect((await guarded.request('GET', '//health/detailed', { headers: elsewhere })).status).toBe(200);
    // The machine itself needs none for this.
    expect((await guarded.request('GET', '//health/detailed')).status).toBe(200);
    await guarded.close();
  });
});
