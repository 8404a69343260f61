import type { Queue } from 'bull';
import { chromium } from 'playwright-core';
import type { QueueName } from '@almanac/contracts';
import { SessionStates } from '@almanac/identity';
import { newId, newSpan, originText } from '@almanac/kernel';
import { QUEUES } from '@almanac/platform';
import { createTestApp, findChromium, type TestApp, type TestUser } from '@almanac/testing';
import { eventually } from './eventually';

/** Jobs that have used up their tries, and the board on which admins see the queues; with the real worker. */
describe('dead letters and the board of queues', () => {
  let app: TestApp;
  let admin: TestUser;
  let person: TestUser;

  beforeAll(async () => {
    app = await createTestApp({ worker: true });
    admin = await app.user({ admin: true });
    person = await app.user();
  });
  afterAll(() => app.close());

  const call = (method: string, path: string, body?: object, token = admin.token) =>
    app.request(method, `/admin/dead-letters${path}`, { token, ...(body ? { body } : {}) });
  /** How many of these have had their effect. */
  const runs = async (ids: string[]): Promise<number> => {
    const { rows } = await app.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM inbox i JOIN dead_letters d ON d.event_id = i.event_id WHERE d.id = ANY ($1)`,
      [ids],
    );
    return rows[0]?.count ?? 0;
  };

  /** As a worker lays it down. */
  async function letter(name = 'account-restored', payload: object = { userId: person.id }): Promise<string> {
    const { rows } = await app.database.query<{ id: string }>(
      `INSERT INTO dead_letters (id, queue, name, job_id, event_id, request_id, payload, attempts, error, failed_at)
       VALUES (gen_random_uuid(), 'mail', $1, gen_random_uuid(), gen_random_uuid(), 'x', $2, 16, 'away', now())
       RETURNING id`,
      [name, JSON.stringify(payload)],
    );
    return rows[0]?.id ?? '';
  }

  it('keeps a job that died, with its error and without secrets, also where its worker died with it', async () => {
    const queue = app.getFromWorker<ReadonlyMap<QueueName, Queue>>(QUEUES).get('mail');
    const eventId = newId();
    const requestId = originText('r-1', newSpan());
    await queue?.add('no-such-job', { eventId, requestId, payload: { userId: person.id } });
    const found = await eventually(async () => {
      const { body } = await call('GET', '?queue=mail');
      const letters = body.data.deadLetters.filter((one: { eventId: string }) => one.eventId === eventId);
      expect(letters).toHaveLength(1);
      return letters[0];
    });
    expect(found).toMatchObject({
      queue: 'mail',
      name: 'no-such-job',
      requestId: 'r-1',
      payload: { userId: person.id },
      attempts: 1,
      error: 'There is no job mail/no-such-job',
      stack: expect.stringContaining('UnfitJobError'),
      status: 'open',
      settledAt: null,
    });
    expect((await call('GET', `/${found.id}`)).body.data).toEqual(found);
    expect(await queue?.getFailedCount()).toBe(0);
    // It can never be run.
    expect((await call('POST', `/${found.id}/retry`)).status).toBe(409);
    expect((await call('DELETE', `/${found.id}`)).status).toBe(200);
    expect((await call('DELETE', `/${found.id}`)).status).toBe(200);
    expect((await call('GET', '?status=discarded')).body.data.deadLetters).toHaveLength(1);
  });

  it('runs a job once that many admins retry at once, and audits it once', async () => {
    const id = await letter();
    const answers = await Promise.all(Array.from({ length: 8 }, () => call('POST', `/${id}/retry`)));
    expect(answers.map(({ status, body }) => [status, body.data.status])).toEqual(
      Array.from({ length: 8 }, () => [200, 'retried']),
    );
    await eventually(async () => expect(await runs([id])).toBe(1));
    const { rows } = await app.database.query(
      `SELECT after FROM audit_log WHERE action = 'admin.queue.changed' AND resource_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ after: { queue: 'mail', name: 'account-restored', status: 'retried' } }]);
    expect((await call('DELETE', `/${id}`)).status).toBe(409);
  });

  it('lets one of a retry and a discard win', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await letter();
      const [retried, discarded] = await Promise.all([
        call('POST', `/${id}/retry`),
        call('DELETE', `/${id}`),
      ]);
      expect([retried.status, discarded.status].sort()).toEqual([200, 409]);
    }
  });

  it('retries all of a queue, once each, though two admins ask for it at once', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => letter()));
    await letter('no-such-job');
    const answers = await Promise.all([
      call('POST', '/retry', { queue: 'mail' }),
      call('POST', '/retry', { queue: 'mail' }),
    ]);
    const retried = answers.reduce((sum, { body }) => sum + Number(body.data.retried), 0);
    expect(retried).toBe(ids.length);
    await eventually(async () => expect(await runs(ids)).toBe(ids.length));
    expect((await call('POST', '/retry', { queue: 'mail' })).body.data).toEqual({ retried: 0, left: 1 });
  });

  it('tells operators at /metrics how the queues are', async () => {
    await letter();
    await eventually(async () => {
      const { text } = await app.request('GET', '//metrics');
      expect(text).toMatch(/^dead_letters\{queue="mail"\} [1-9]/m);
      expect(text).toMatch(/^dead_letters\{queue="billing"\} 0/m);
      expect(text).toMatch(/^queue_jobs\{queue="mail",state="waiting"\} 0/m);
      expect(text).toMatch(/^queue_oldest_waiting_seconds\{queue="webhooks"\} 0/m);
      expect(text).toMatch(/^job_outcomes_total\{queue="mail",name="no-such-job",outcome="dead"\} 1/m);
      expect(text).toMatch(/^outbox_lag_seconds \d/m);
    });
  });

  it('refuses whoever may not steer the queues, and what is not there', async () => {
    const id = await letter();
    for (const [method, path] of [
      ['GET', ''],
      ['GET', `/${id}`],
      ['POST', `/${id}/retry`],
      ['DELETE', `/${id}`],
    ] as const)
      expect((await call(method, path, undefined, person.token)).status).toBe(403);
    expect((await call('POST', '/retry', { queue: 'mail' }, person.token)).status).toBe(403);
    expect((await call('POST', '/retry', { queue: 'none' })).status).toBe(422);
    expect((await call('POST', `/${newId()}/retry`)).status).toBe(404);
    expect((await call('DELETE', `/${newId()}`)).status).toBe(404);
  });

  describe('the board', () => {
    const pages = [
      '/admin/queues',
      '/admin/queues/queue/mail',
      '/admin/queues/api/queues',
      '/admin/queues/static/images/favicon.svg',
      '/admin/queues//api/queues',
      '/admin/queues/../queues/api/queues',
      '/admin/%71ueues/api/queues',
      '/admin/queues/',
    ];
    const open = async (
      cookie = '',
      path = '/admin/queues/api/queues',
      init: { method?: string; headers?: Record<string, string> } = {},
    ): Promise<Response> =>
      fetch(`${app.url}${path}`, { ...init, headers: { cookie, accept: '*/*', ...init.headers } });

    async function cookieOf(user: TestUser): Promise<string> {
      const answer = await app.request('POST', '/admin/queues/session', { token: user.token });
      expect(answer.status).toBe(200);
      const set = answer.headers.getSetCookie().join();
      expect(set).toMatch(
        /^queue_board=[^;]+; Max-Age=\d+; Path=\/admin\/queues; HttpOnly; Secure; SameSite=Strict$/,
      );
      return set.split(';')[0] ?? '';
    }

    const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

    it('lets nobody in who does not show that they may, to no page, file or answer', async () => {
      const key = await app.request('POST', '/auth/api-keys', {
        token: admin.token,
        body: { name: 'Script', permissions: ['manage:queues'] },
      });
      expect(key.status).toBe(201);
      for (const path of pages) {
        for (const [init, statuses] of [
          [{}, [401, 404]],
          [bearer(person.token), [403, 404]],
          [bearer(`${admin.token}x`), [401, 404]],
          [bearer(key.body.data.key as string), [401, 404]],
          [{ headers: { 'x-api-key': key.body.data.key as string } }, [401, 404]],
        ] as const) {
          const { status } = await open('', path, init);
          expect([path, init, status, statuses.some((one) => one === status)]).toEqual([
            path,
            init,
            status,
            true,
          ]);
        }
      }
      expect((await open(`queue_board=${admin.token}`)).status).toBe(401);
      expect((await open(`auth_token=${admin.token}`)).status).toBe(401);
      expect((await app.request('POST', '/admin/queues/session', { token: person.token })).status).toBe(403);
      expect((await app.request('POST', '/admin/queues/session', {})).status).toBe(401);
      const page = await open('', '/admin/queues', { headers: { accept: 'text/html' } });
      expect([page.status, await page.text()]).toEqual([
        401,
        expect.stringContaining('/api/v1/admin/queues/session'),
      ]);
    });

    it('shows admins the queues, and changes nothing for anybody', async () => {
      const cookie = await cookieOf(admin);
      const page = await open(cookie, '/admin/queues', { headers: { accept: 'text/html' } });
      expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
      const answer = await open(cookie);
      const { queues } = (await answer.json()) as {
        queues: { name: string; readOnlyMode: boolean; hasWorkers: boolean }[];
      };
      for (const name of ['mail', 'webhooks', 'maintenance'])
        expect(queues.find((queue) => queue.name === name)).toMatchObject({ hasWorkers: true });
      expect(queues.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['mail', 'webhooks', 'maintenance']),
      );
      expect(queues.every(({ readOnlyMode }) => readOnlyMode)).toBe(true);
      for (const method of ['PUT', 'POST', 'PATCH', 'DELETE'])
        expect([403, 404, 405]).toContain(
          (await open(cookie, '/admin/queues/api/queues/mail/clean/failed', { method })).status,
        );
      expect((await open(cookie, '/admin/queues/api/queues/mail/pause', { method: 'PUT' })).status).toBe(403);
    });

    it('takes the token of an admin as the API does, for reading alone', async () => {
      const answer = await open('', '/admin/queues/api/queues', bearer(admin.token));
      expect([answer.status, ((await answer.json()) as { queues: unknown[] }).queues.length > 0]).toEqual([
        200,
        true,
      ]);
      expect((await open('', '/admin/queues', bearer(admin.token))).status).toBe(200);
      const paused = await open('', '/admin/queues/api/queues/mail/pause', {
        method: 'PUT',
        ...bearer(admin.token),
      });
      expect(paused.status).toBe(403);
      // As at the API, a proof that is hours old is too old.
      const other = await app.user({ admin: true });
      await app.database.query(
        `UPDATE sessions SET proved_at = now() - interval '1 day', authz_version = authz_version + 1 WHERE user_id = $1`,
        [other.id],
      );
      await app.get(SessionStates).renew(other.id);
      expect((await open('', '/admin/queues', bearer(other.token))).status).toBe(403);
    });

    it('opens in a browser that has asked for its cookie, with all its files', async () => {
      const { command, env } = await findChromium();
      const browser = await chromium.launch({ executablePath: command, env, args: ['--no-sandbox'] });
      const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
      const refused: string[] = [];
      page.on('response', (answer) => {
        if (answer.url().startsWith(app.url) && answer.status() >= 400) refused.push(answer.url());
      });
      await page.goto(`${app.url}/docs`, { waitUntil: 'domcontentloaded' });
      const status = await page.evaluate(
        async (token) =>
          (
            await fetch('/api/v1/admin/queues/session', {
              method: 'POST',
              headers: { authorization: `Bearer ${token}` },
            })
          ).status,
        admin.token,
      );
      expect(status).toBe(200);
      await page.goto(`${app.url}/admin/queues`);
      await page.getByText('calendar-sync').first().waitFor();
      // The pane beside the list of queues.
      await page
        .getByText(/\d+ Jobs/)
        .first()
        .waitFor();
      const picture = process.env['BOARD_PICTURE'];
      if (picture !== undefined) await page.screenshot({ path: picture });
      await page.goto(`${app.url}/admin/queues/queue/mail`);
      await page.getByText('Completed').first().waitFor();
      await browser.close();
      expect(refused).toEqual([]);
    }, 120_000);

    it('ends with the session, and with the permission', async () => {
      const other = await app.user({ admin: true });
      const cookie = await cookieOf(other);
      expect((await open(cookie)).status).toBe(200);
      await app.request('POST', '/auth/logout', { token: other.token, body: {} });
      expect((await open(cookie)).status).toBe(401);
    });
  });
});
