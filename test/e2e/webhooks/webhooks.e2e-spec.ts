import { Webhook } from 'standardwebhooks';
import { idVersion, newId } from '@almanac/kernel';
import { RequestContext } from '@almanac/platform';
import { createTestApp, type TestAnswer, type TestApp } from '@almanac/testing';
import { DeliveryService, DeliveryUpkeep, FanOutService } from '@almanac/webhooks';
import { eventually } from '../background/eventually';
import { codeOf, fieldsOf, person, share, unshare, type Person } from '../planning/support';
import { Receiver } from './receiver';

jest.setTimeout(60_000);

let app: TestApp;
let receiver: Receiver;
let inside: Receiver;
let ada: Person;

beforeAll(async () => {
  receiver = await new Receiver().open();
  inside = await new Receiver().open();
  app = await createTestApp({
    worker: true,
    config: {
      WEBHOOK_ALLOWED_HOSTS: `127.0.0.1:${receiver.port}`,
      WEBHOOK_RETRY_SECONDS: '0,0,0,3600',
      WEBHOOK_TIMEOUT_MS: '10000',
      MAX_WEBHOOKS: '60',
      OUTGOING_CIRCUIT_FAILURES: '1000',
    },
  });
  ada = await person(app, { tier: 'enterprise' });
});
afterAll(async () => {
  await app.close();
  await receiver.close();
  await inside.close();
});

let count = 0;
const freshPath = () => `/hook-${(count += 1)}`;
async function hook(who: Person, path: string, events = ['*'], more: object = {}) {
  return who.must('POST', '/webhooks', { url: receiver.url(path), events, ...more });
}
const deliveries = async (who: Person, id: string, query = ''): Promise<TestAnswer['body'][]> =>
  (await who.must('GET', `/webhooks/${id}/deliveries${query}`)).deliveries;
const settled = (who: Person, id: string, status: string, number = 1) =>
  eventually(async () => expect(await deliveries(who, id, `?status=${status}`)).toHaveLength(number));

describe('making webhooks', () => {
  it('shows the secret once, and keeps it sealed', async () => {
    const made = await hook(ada, freshPath(), ['activity.*']);
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const seen = await ada.must('GET', `/webhooks/${made.id}`);
    expect(seen).toMatchObject({ id: made.id, events: ['activity.*'], active: true, version: 1 });
    expect(JSON.stringify([seen, await ada.must('GET', '/webhooks')])).not.toContain('whsec_');
    const { rows } = await app.database.query<{ secret: string }>(
      'SELECT secret FROM webhooks WHERE id = $1',
      [made.id],
    );
    expect(rows[0]?.secret).not.toContain(made.secret.slice(6, 20));
    await ada.must('DELETE', `/webhooks/${made.id}`);
    expect((await ada.get(`/webhooks/${made.id}`)).status).toBe(404);
  });

  it('is for enterprise alone, and each sees their own alone', async () => {
    const free = await person(app, { tier: 'premium' });
    const refused = await free.send('POST', '/webhooks', { url: 'https://example.com/', events: ['*'] });
    expect([refused.status, codeOf(refused)]).toEqual([403, 'FORBIDDEN']);
    const { id } = await hook(ada, freshPath());
    const eve = await person(app, { tier: 'enterprise' });
    for (const [method, path] of [
      ...[
        ['GET', ''],
        ['DELETE', ''],
        ['POST', '/test'],
        ['POST', '/rotate-secret'],
        ['GET', '/deliveries'],
      ],
    ] as const) {
      expect(codeOf(await eve.send(method, `/webhooks/${id}${path}`))).toBe('FORBIDDEN');
    }
    await ada.must('DELETE', `/webhooks/${id}`);
  });

  it.each([
    ['http://example.com/', 'url'],
    ['https://127.0.0.1/', 'url'],
    ['https://[::ffff:169.254.169.254]/latest/meta-data', 'url'],
    ['https://2130706433/', 'url'],
    ['https://nobody.invalid/', 'url'],
  ])('refuses the address %s', async (url, field) => {
    const answer = await ada.send('POST', '/webhooks', { url, events: ['*'] });
    expect([answer.status, fieldsOf(answer)]).toEqual([422, [field]]);
  });

  it('refuses unknown events and secrets that are none', async () => {
    const url = receiver.url('/x');
    for (const body of [
      { events: ['user.registered'] },
      { events: [] },
      { events: ['*'], secret: 'x'.repeat(40) },
    ]) {
      expect((await ada.send('POST', '/webhooks', { url, ...body })).status).toBe(422);
    }
  });

  it('holds the limit, also for requests at once', async () => {
    const bob = await person(app, { tier: 'enterprise' });
    await app.database.query(
      `INSERT INTO webhooks (id, user_id, url, events, secret)
       SELECT gen_random_uuid(), $1, 'https://example.com/', '{*}', '' FROM generate_series(1, 58)`,
      [bob.id],
    );
    const body = { url: receiver.url('/limit'), events: ['*'] };
    const answers = await Promise.all(Array.from({ length: 6 }, () => bob.send('POST', '/webhooks', body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 403, 403, 403, 403]);
    expect(answers.map(codeOf).find(Boolean)).toBe('MAX_WEBHOOKS_REACHED');
  });

  it('writes the audit log, without the address', async () => {
    const bob = await person(app, { tier: 'enterprise' });
    const { id } = await hook(bob, '/secret-path');
    await bob.must('PATCH', `/webhooks/${id}`, { events: ['plan.*'] });
    await bob.must('POST', `/webhooks/${id}/rotate-secret`, {});
    await bob.must('DELETE', `/webhooks/${id}`);
    const { rows } = await app.database.query<{ action: string; entry: string }>(
      `SELECT action, row_to_json(a)::text AS entry FROM audit_log a WHERE resource_id = $1 ORDER BY seq`,
      [id],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      ...['webhook.created', 'webhook.updated', 'webhook.secret.rotated', 'webhook.deleted'],
    ]);
    expect(rows.map(({ entry }) => entry).join()).not.toMatch(/secret-path|whsec_/);
  });
});

describe('what is told', () => {
  it('is signed, has the seq of the sync, and shows nothing from inside', async () => {
    const path = freshPath();
    const { id, secret } = await hook(ada, path, ['planner.created', 'activity.*']);
    const planner = await ada.planner({ title: 'Garden' });
    const section = await ada.section(planner.id);
    const activity = await ada.activity(section.id, { title: 'Dig' });
    await eventually(() => expect(receiver.at(path)).toHaveLength(2));
    const [first, second] = receiver.at(path);
    if (!first || !second) throw new Error('nothing came');
    new Webhook(secret).verify(second.text, second.headers);
    expect(() => new Webhook(secret).verify(`${second.text} `, second.headers)).toThrow();
    expect(first.body).toMatchObject({
      type: 'planner.created',
      data: { planner: { id: planner.id, title: 'Garden' } },
    });
    expect(second.body).toMatchObject({
      type: 'activity.created',
      timestamp: expect.stringMatching(/Z$/) as string,
      data: { actorId: ada.id, activity: { id: activity.id, sectionId: section.id, title: 'Dig' } },
    });
    expect(Object.keys(second.body.data.activity)).not.toEqual(
      expect.arrayContaining(['position', 'metadata', 'aiSuggestions', 'updatedBy', 'deletedAt']),
    );
    const { changes } = await ada.must('GET', `/sync?since=${first.body.data.seq}`);
    const synced = changes.find((change: { id: string }) => change.id === activity.id);
    expect(second.body.data.seq).toBe(synced.seq);
    await settled(ada, id, 'delivered', 2);
    // Both may have been noted in the same moment.
    const kept = (await deliveries(ada, id)).find(({ type }) => type === 'activity.created');
    expect(kept).toMatchObject({
      ...{ attempts: 1, responseStatus: 200, responseBody: 'ok', error: null },
      messageId: second.headers['webhook-id'],
      tries: [{ responseStatus: 200, durationMs: expect.any(Number) as number }],
    });
    const ping = await ada.must('POST', `/webhooks/${id}/test`);
    expect([kept?.id, ping.id].map(idVersion)).toEqual([7, 7]);
    const madeAt = Number.parseInt((ping.id as string).replaceAll('-', '').slice(0, 12), 16);
    expect(Math.abs(madeAt - Date.parse(ping.createdAt as string))).toBeLessThan(1000);
    await ada.must('DELETE', `/webhooks/${id}`);
  });

  it('is signed by both secrets while they overlap, and by the new one alone after that', async () => {
    const path = freshPath();
    const { id, secret } = await hook(ada, path, ['plan.*']);
    const rotated = await ada.must('POST', `/webhooks/${id}/rotate-secret`, { overlapSeconds: 60 });
    expect(rotated.previousSecretUntil).not.toBeNull();
    await ada.must('POST', `/webhooks/${id}/test`);
    await eventually(() => expect(receiver.at(path)).toHaveLength(1));
    const [ping] = receiver.at(path);
    for (const one of [secret, rotated.secret])
      new Webhook(one).verify(ping?.text ?? '', ping?.headers ?? {});
    const last = await ada.must('POST', `/webhooks/${id}/rotate-secret`, { overlapSeconds: 0 });
    await ada.must('POST', `/webhooks/${id}/test`);
    await eventually(() => expect(receiver.at(path)).toHaveLength(2));
    const again = receiver.at(path)[1];
    new Webhook(last.secret).verify(again?.text ?? '', again?.headers ?? {});
    expect(() => new Webhook(rotated.secret).verify(again?.text ?? '', again?.headers ?? {})).toThrow();
    const secret3 = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    const changed = await ada.must('PATCH', `/webhooks/${id}`, { secret: secret3 });
    expect(changed).toMatchObject({ previousSecretUntil: null });
    expect(JSON.stringify(changed)).not.toContain(secret3);
    await ada.must('POST', `/webhooks/${id}/test`);
    await eventually(() => expect(receiver.at(path)).toHaveLength(3));
    const third = receiver.at(path)[2];
    new Webhook(secret3).verify(third?.text ?? '', third?.headers ?? {});
    expect(() => new Webhook(last.secret).verify(third?.text ?? '', third?.headers ?? {})).toThrow();
    const refused = await ada.send('PATCH', `/webhooks/${id}`, { secret: 'x'.repeat(40) });
    expect([refused.status, fieldsOf(refused)]).toEqual([422, ['secret']]);
    await ada.must('DELETE', `/webhooks/${id}`);
  });

  it('ends for whoever is taken off a planner, also for what waits already', async () => {
    const bob = await person(app, { tier: 'enterprise' });
    const path = freshPath();
    const { id } = await hook(bob, path, ['activity.created']);
    const planner = await ada.planner();
    const section = await ada.section(planner.id);
    await share(app, planner.id, bob.id, 'viewer');
    receiver.answer(path, (response) => response.writeHead(500).end());
    await ada.activity(section.id, { title: 'While Bob is there' });
    await eventually(async () => expect((await deliveries(bob, id))[0]?.attempts).toBe(4));
    await unshare(app, planner.id, bob.id);
    const [{ id: waiting }] = await deliveries(bob, id);
    // A try that had begun before may still be under way.
    await eventually(async () => {
      const soon = 'UPDATE webhook_deliveries SET next_attempt_at = now() WHERE webhook_id = $1';
      await app.database.query(soon, [id]);
      await app.getFromWorker(DeliveryService).run(RequestContext.system(), waiting);
      expect(await deliveries(bob, id)).toMatchObject([
        { status: 'withdrawn', error: 'You may not see it any more' },
      ]);
    });
    receiver.answer(path, (response) => response.end('ok'));
    const tries = receiver.at(path).length;
    await ada.activity(section.id, { title: 'Without Bob' });
    await app.getFromWorker(DeliveryUpkeep).resume(RequestContext.system());
    const mine = freshPath();
    const own = await hook(ada, mine, ['activity.created']);
    await ada.activity(section.id, { title: 'A later one has come' });
    await eventually(() => expect(receiver.at(mine)).toHaveLength(1));
    expect(receiver.at(path)).toHaveLength(tries);
    await bob.must('DELETE', `/webhooks/${id}`);
    await ada.must('DELETE', `/webhooks/${own.id}`);
  });

  it('ends where the account may have no webhooks any more', async () => {
    const bob = await person(app, { tier: 'enterprise' });
    const path = freshPath();
    const { id } = await hook(bob, path, ['planner.created']);
    await app.database.query(`UPDATE users SET tier = 'free' WHERE id = $1`, [bob.id]);
    await bob.planner();
    await eventually(async () => {
      const { rows } = await app.database.query(
        'SELECT status FROM webhook_deliveries WHERE webhook_id = $1',
        [id],
      );
      expect(rows).toEqual([{ status: 'withdrawn' }]);
    });
    expect(receiver.at(path)).toEqual([]);
  });
});

describe('delivery', () => {
  it('is tried again with the same id until it comes off', async () => {
    const path = freshPath();
    let left = 2;
    receiver.answer(path, (response) => response.writeHead((left -= 1) >= 0 ? 503 : 200).end('so'));
    const { id, secret } = await hook(ada, path, ['planner.created']);
    await ada.planner();
    await settled(ada, id, 'delivered');
    const got = receiver.at(path);
    expect(got).toHaveLength(3);
    expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    for (const { text, headers } of got) new Webhook(secret).verify(text, headers);
    const [delivery] = await deliveries(ada, id);
    expect(delivery.tries.map((one: { responseStatus: number }) => one.responseStatus)).toEqual([
      503, 503, 200,
    ]);
    expect((await ada.must('GET', `/webhooks/${id}`)).failingSince).toBeNull();
    await ada.must('DELETE', `/webhooks/${id}`);
  });

  it('comes no sooner than the receiver asks for', async () => {
    const path = freshPath();
    receiver.answer(path, (response) => response.writeHead(429, { 'retry-after': '600' }).end());
    const { id } = await hook(ada, path, ['planner.created']);
    await ada.planner();
    await eventually(async () => expect((await deliveries(ada, id))[0]?.responseStatus).toBe(429));
    const [{ nextAttemptAt }] = await deliveries(ada, id);
    expect(Date.parse(nextAttemptAt) - Date.now()).toBeGreaterThan(590_000);
    await ada.must('DELETE', `/webhooks/${id}`);
  });

  it('ends with an answer of 410, which switches the webhook off and says so', async () => {
    const path = freshPath();
    receiver.answer(path, (response) => response.writeHead(410).end());
    const { id } = await hook(ada, path, ['planner.created']);
    await ada.planner();
    await eventually(async () =>
      expect(await ada.must('GET', `/webhooks/${id}`)).toMatchObject({
        active: false,
        disabledReason: 'gone',
      }),
    );
    const { rows } = await app.database.query(
      `SELECT payload FROM outbox WHERE name = 'webhook.disabled' AND resource_id = $1`,
      [id],
    );
    const { host } = new URL(receiver.url(path));
    expect(rows).toEqual([{ payload: { webhookId: id, userId: ada.id, host, reason: 'gone' } }]);
    expect((await ada.send('POST', `/webhooks/${id}/test`)).status).toBe(409);
    receiver.answer(path, (response) => response.end());
    expect(await ada.must('PATCH', `/webhooks/${id}`, { active: true })).toMatchObject({
      disabledReason: null,
    });
    await ada.must('POST', `/webhooks/${id}/test`);
    await settled(ada, id, 'delivered');
    await ada.must('DELETE', `/webhooks/${id}`);
  });

  it('ends after a week of failure, once', async () => {
    const path = freshPath();
    receiver.answer(path, (response) => response.writeHead(500).end());
    const { id } = await hook(ada, path, ['section.created']);
    await app.database.query(`UPDATE webhooks SET failing_since = now() - interval '8 days' WHERE id = $1`, [
      id,
    ]);
    const planner = await ada.planner();
    await Promise.all([ada.section(planner.id), ada.section(planner.id), ada.section(planner.id)]);
    await eventually(async () =>
      expect(await ada.must('GET', `/webhooks/${id}`)).toMatchObject({
        active: false,
        disabledReason: 'failing',
      }),
    );
    const { rows } = await app.database.query(
      `SELECT 1 FROM outbox WHERE name = 'webhook.disabled' AND resource_id = $1`,
      [id],
    );
    expect(rows).toHaveLength(1);
    expect(receiver.at(path)).toHaveLength(1);
    await ada.must('DELETE', `/webhooks/${id}`);
  });

  it('is noted once for each webhook and event, by however many at once, and sent once', async () => {
    const paths = [freshPath(), freshPath()];
    const hooks = await Promise.all(paths.map((path) => hook(ada, path, ['planner.created', 'planner.*'])));
    const planner = await ada.planner();
    await eventually(() => expect(paths.flatMap((path) => receiver.at(path))).toHaveLength(2));
    const { rows } = await app.database.query<{ seq: string }>(
      `SELECT seq FROM outbox WHERE resource_id = $1 AND name = 'planner.created'`,
      [planner.id],
    );
    const seq = Number(rows[0]?.seq);
    const fanOut = app.getFromWorker(FanOutService);
    const walkAnew = async (): Promise<void> => {
      await app.database.query('UPDATE webhook_cursor SET walked_seq = $1', [seq - 1]);
      await Promise.all(Array.from({ length: 20 }, () => fanOut.run(RequestContext.system())));
    };
    await walkAnew();
    await app.database.query('DELETE FROM webhook_deliveries WHERE webhook_id = $1', [hooks[0].id]);
    await walkAnew();
    await settled(ada, hooks[0].id, 'delivered');
    expect(paths.map((path) => receiver.at(path).length)).toEqual([2, 1]);
    for (const { id } of hooks) {
      expect(await deliveries(ada, id)).toHaveLength(1);
      await ada.must('DELETE', `/webhooks/${id}`);
    }
  });

  it('is made by one at a time, however many jobs there are', async () => {
    const path = freshPath();
    const { id } = await hook(ada, path, ['plan.updated']);
    await app.database.query(
      `INSERT INTO webhook_deliveries (id, webhook_id, type, next_attempt_at)
       SELECT gen_random_uuid(), $1, 'webhook.ping', now() FROM generate_series(1, 30)`,
      [id],
    );
    const { rows } = await app.database.query<{ id: string }>(
      'SELECT id FROM webhook_deliveries WHERE webhook_id = $1',
      [id],
    );
    let open = 0;
    let most = 0;
    receiver.answer(path, (response) => {
      most = Math.max(most, (open += 1));
      setImmediate(() => {
        open -= 1;
        response.end();
      });
    });
    const delivery = app.getFromWorker(DeliveryService);
    await Promise.all(rows.map((row) => delivery.run(RequestContext.system(), row.id)));
    await eventually(() => expect(receiver.at(path)).toHaveLength(30));
    expect(most).toBe(1);
    expect(new Set(receiver.at(path).map(({ headers }) => headers['webhook-id'])).size).toBe(30);
    await settled(ada, id, 'delivered', 20);
    await ada.must('DELETE', `/webhooks/${id}`);
  });

  it('is taken up again where its job is lost, or whoever was at it died', async () => {
    const path = freshPath();
    const { id } = await hook(ada, path, ['plan.updated']);
    await app.database.query(
      `INSERT INTO webhook_deliveries (id, webhook_id, type, attempts, next_attempt_at)
       VALUES (gen_random_uuid(), $1, 'webhook.ping', 1, now() - interval '1 minute')`,
      [id],
    );
    await app.database.query(
      `UPDATE webhooks SET lease = $2, leased_until = now() - interval '1 s' WHERE id = $1`,
      [id, newId()],
    );
    await app.getFromWorker(DeliveryUpkeep).resume(RequestContext.system());
    await settled(ada, id, 'delivered');
    await ada.must('DELETE', `/webhooks/${id}`);
  });

  it('to others is not held up by a slow receiver', async () => {
    const [slow, quick] = [freshPath(), freshPath()];
    const waiting: (() => void)[] = [];
    receiver.answer(slow, (response) => void waiting.push(() => response.end()));
    const hooks = [await hook(ada, slow, ['section.created']), await hook(ada, quick, ['section.created'])];
    const planner = await ada.planner();
    for (let i = 0; i < 5; i += 1) await ada.section(planner.id);
    await eventually(() => expect(receiver.at(quick)).toHaveLength(5));
    expect(receiver.at(slow)).toHaveLength(1);
    const seqs = receiver.at(quick).map(({ body }) => body.data.seq as number);
    expect([...seqs].sort((a, b) => a - b)).toHaveLength(5);
    receiver.answer(slow, (response) => response.end());
    waiting.forEach((go) => go());
    await eventually(() => expect(receiver.at(slow)).toHaveLength(5));
    for (const { id } of hooks) await ada.must('DELETE', `/webhooks/${id}`);
  });

  it('is repeated by hand, and is the same message', async () => {
    const path = freshPath();
    const { id } = await hook(ada, path, ['plan.created']);
    const sent = await ada.must('POST', `/webhooks/${id}/test`);
    expect(sent).toMatchObject({ type: 'webhook.ping', status: 'pending', seq: null });
    await settled(ada, id, 'delivered');
    const again = await ada.send('POST', `/webhooks/${id}/deliveries/${sent.id}/redeliver`);
    expect(again.status).toBe(202);
    await eventually(() => expect(receiver.at(path)).toHaveLength(2));
    const [first, second] = receiver.at(path);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.text).toBe(first?.text);
    expect((await ada.send('POST', `/webhooks/${id}/deliveries/${newId()}/redeliver`)).status).toBe(404);
    await ada.must('DELETE', `/webhooks/${id}`);
  });

  it('never connects inwards, whatever stands in the table, and follows no redirect there', async () => {
    const path = freshPath();
    receiver.answer(path, (response) => response.writeHead(307, { location: inside.url('/') }).end());
    const { id } = await hook(ada, path, ['plan.created']);
    await ada.must('POST', `/webhooks/${id}/test`);
    await eventually(async () => expect((await deliveries(ada, id))[0]?.responseStatus).toBe(307));
    for (const url of [
      inside.url('/'),
      `https://127.0.0.1:${inside.port}/`,
      `https://localhost:${inside.port}/`,
    ]) {
      await app.database.query('UPDATE webhooks SET url = $2 WHERE id = $1', [id, url]);
      await ada.must('POST', `/webhooks/${id}/test`);
      await eventually(async () => {
        const [newest] = await deliveries(ada, id);
        expect(newest.error).toMatch(/not public|https/);
      });
    }
    expect(inside.connections).toBe(0);
    await ada.must('DELETE', `/webhooks/${id}`);
  });

  it('is forgotten after 30 days', async () => {
    const { id } = await hook(ada, freshPath(), ['plan.created']);
    await ada.must('POST', `/webhooks/${id}/test`);
    await settled(ada, id, 'delivered');
    await app.database.query(
      `UPDATE webhook_deliveries SET created_at = now() - interval '31 days' WHERE webhook_id = $1`,
      [id],
    );
    await app.getFromWorker(DeliveryUpkeep).expire(RequestContext.system());
    expect(await deliveries(ada, id)).toEqual([]);
    await ada.must('DELETE', `/webhooks/${id}`);
  });
});
