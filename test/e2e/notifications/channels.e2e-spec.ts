import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import type { Id } from '@almanac/kernel';
import {
  NotificationMailProcessor,
  NotificationPushProcessor,
  NotificationSmsProcessor,
} from '@almanac/notifications';
import { PostponeJob, type JobHandler } from '@almanac/platform';
import { createTestApp, TEST_PASSWORD, type TestApp, type TestUser } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { Browser } from './browser';
import { jobContext, pendingDelivery, statusOf, type Fact } from './deliveries';
import { OutsideServices } from './outside-services';

const google = generateKeyPairSync('rsa', { modulusLength: 2048 });
const serviceAccount = JSON.stringify({
  type: 'service_account',
  project_id: 'almanac-test',
  private_key_id: 'key-1',
  private_key: google.privateKey.export({ type: 'pkcs8', format: 'pem' }),
  client_email: 'push@almanac-test.example',
});
/** Of an open circuit: long enough that a busy machine asks within it. */
const PAUSE_MS = 1500;
const VAPID_PRIVATE_KEY = Buffer.alloc(32, 7).toString('base64url');

let outside: OutsideServices;
let app: TestApp;
let ada: TestUser;

beforeAll(async () => {
  outside = await new OutsideServices().open();
  app = await createTestApp({
    worker: true,
    config: {
      MAIL_FROM: 'Almanac <hello@almanac.example>',
      PUBLIC_URL: 'https://almanac.example',
      APP_URL: 'https://app.almanac.example',
      SENDGRID_API_KEY: 'SG.secret',
      SENDGRID_URL: outside.url,
      TWILIO_ACCOUNT_SID: 'AC123',
      TWILIO_AUTH_TOKEN: 'token',
      TWILIO_FROM: '+15005550006',
      TWILIO_URL: outside.url,
      FCM_SERVICE_ACCOUNT: serviceAccount,
      FCM_URL: outside.url,
      FCM_TOKEN_URL: `${outside.url}/token`,
      VAPID_PRIVATE_KEY,
      WEBHOOK_ALLOWED_HOSTS: outside.host,
      OUTGOING_CIRCUIT_FAILURES: '3',
      OUTGOING_CIRCUIT_PAUSE_MS: String(PAUSE_MS),
    },
  });
  ada = await app.user({ displayName: 'Ada' });
});
afterAll(async () => {
  await app.close();
  await outside.close();
});
beforeEach(() => outside.forget());

type Channel = 'email' | 'push' | 'sms';
const pending = (channel: Channel, fact: Fact = {}, userId: Id = ada.id) =>
  pendingDelivery(app.database, userId, channel, fact);
const status = (deliveryId: Id) => statusOf(app.database, deliveryId);

/** Runs the job as its queue does. */
function run(channel: Channel, deliveryId: Id): Promise<void> {
  const type = {
    email: NotificationMailProcessor,
    push: NotificationPushProcessor,
    sms: NotificationSmsProcessor,
  }[channel];
  return app
    .getFromWorker<JobHandler<'mail' | 'push' | 'sms', 'notification'>>(type)
    .handle({ deliveryId }, jobContext());
}

const person = async (profile: object): Promise<TestUser> => {
  const user = await app.user();
  const answer = await app.request('PATCH', '/users/me', { token: user.token, body: profile });
  expect(answer.status).toBe(200);
  return user;
};

describe('mail by SendGrid', () => {
  it('hands over text, HTML and the headers of one-click unsubscribing, once', async () => {
    const id = await pending('email', { title: 'Water <b>the</b> plants\r\nBcc: eve@example.org' });
    await run('email', id);
    await run('email', id);
    expect(await status(id)).toBe('sent');
    const [asked, ...others] = outside.at('/v3/mail/send');
    expect(others).toEqual([]);
    expect(asked?.headers.authorization).toBe('Bearer SG.secret');
    const mail = JSON.parse(asked?.body.toString('utf8') ?? '') as Record<string, never>;
    expect(mail).toMatchObject({
      personalizations: [{ to: [{ email: ada.email }] }],
      from: { email: 'hello@almanac.example', name: 'Almanac' },
      subject: 'Water <b>the</b> plants Bcc: eve@example.org',
      content: [
        { type: 'text/plain', value: expect.stringContaining('https://app.almanac.example/activities/1') },
        { type: 'text/html', value: expect.stringContaining('Water &lt;b&gt;the&lt;/b&gt; plants Bcc') },
      ],
      headers: {
        'Message-ID': `<${id}@almanac.example>`,
        'List-Unsubscribe': expect.stringMatching(
          /^<https:\/\/almanac\.example\/unsubscribe\?token=[^>\s]+>$/,
        ),
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
      tracking_settings: { click_tracking: { enable: false } },
    });
  });

  it('offers no way out of mails about security', async () => {
    await run('email', await pending('email', { kind: 'security', title: 'A new device' }));
    const body = outside.at('/v3/mail/send')[0]?.body.toString('utf8') ?? '';
    expect(body).not.toContain('List-Unsubscribe');
    expect(body).not.toContain('unsubscribe');
  });

  it('writes in the language and with the time of the reader', async () => {
    const user = await person({ preferences: { language: 'de-AT', timezone: 'Europe/Vienna' } });
    await run('email', await pending('email', {}, user.id));
    const text = outside.at('/v3/mail/send')[0]?.body.toString('utf8') ?? '';
    expect(text).toContain('weil Sie erinnert werden wollten');
    expect(text).toMatch(/\d\d:\d\d Uhr \(MES?Z\) am \d/);
  });

  it('gives up what is refused for good, and tries again what is not', async () => {
    const bad = await pending('email');
    const field = 'personalizations.0.to.0.email';
    outside.answerNext({
      status: 400,
      body: { errors: [{ message: 'Does not contain a valid address.', field }] },
    });
    await run('email', bad);
    expect(await status(bad)).toBe('undeliverable');

    const later = await pending('email');
    outside.answerNext({ status: 401, body: { errors: [{ message: 'The key is wrong', field: null }] } });
    await expect(run('email', later)).rejects.toThrow('SendGrid answered 401');
    expect(await status(later)).toBe('pending');
    await run('email', later);
    expect(await status(later)).toBe('sent');
  });

  it('waits, without using up a try, while it may send no more', async () => {
    const id = await pending('email');
    const reset = String(Math.ceil(Date.now() / 1000) + 40);
    outside.answerNext({ status: 429, headers: { 'x-ratelimit-reset': reset } });
    const error = await run('email', id).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PostponeJob);
    expect((error as PostponeJob).delayMs).toBeGreaterThan(30_000);
    await run('email', id);
    expect(await status(id)).toBe('sent');
  });

  it('waits while the circuit is open, and sends when the service is back', async () => {
    const id = await pending('email');
    outside.answerNext(...Array.from({ length: 3 }, () => ({ status: 503 })));
    for (let failure = 0; failure < 3; failure += 1) await expect(run('email', id)).rejects.toThrow('503');
    await expect(run('email', id)).rejects.toBeInstanceOf(PostponeJob);
    expect(outside.at('/v3/mail/send')).toHaveLength(3);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS + 50));
    await run('email', id);
    expect(await status(id)).toBe('sent');
  });

  it('sends once where two workers have the same job at once', async () => {
    const id = await pending('email');
    const results = await Promise.allSettled([run('email', id), run('email', id), run('email', id)]);
    expect(results.filter(({ status: how }) => how === 'fulfilled').length).toBeGreaterThan(0);
    expect(outside.at('/v3/mail/send')).toHaveLength(1);
  });
});

describe('text messages by Twilio', () => {
  /** In place of the minute after which Twilio lists what it took. */
  const longAgo = (deliveryId: Id) =>
    app.database.query(
      `UPDATE notification_deliveries SET tried_at = tried_at - interval '2 minutes', claimed_until = NULL
        WHERE id = $1`,
      [deliveryId],
    );
  const withPhone = (phoneNumber: string) =>
    person({ phoneNumber, preferences: { notifications: { sms: true } } });

  it('sends to the number as networks dial it', async () => {
    const user = await withPhone('+43 1 234567');
    const id = await pending('sms', {}, user.id);
    await run('sms', id);
    await run('sms', id);
    const [asked, ...others] = outside.at('/2010-04-01/Accounts/AC123/Messages.json');
    expect(others).toEqual([]);
    expect(asked?.headers.authorization).toBe(`Basic ${Buffer.from('AC123:token').toString('base64')}`);
    expect(Object.fromEntries(new URLSearchParams(asked?.body.toString('utf8')))).toEqual({
      To: '+431234567',
      From: '+15005550006',
      Body: 'Almanac: Water the plants: Due at six https://app.almanac.example/activities/1',
    });
    expect(await status(id)).toBe('sent');
  });

  it('gives up a number that takes none, and tries again where Twilio fails', async () => {
    const user = await withPhone('+43 1 234568');
    const refused = await pending('sms', {}, user.id);
    outside.answerNext({ status: 400, body: { code: 21610, message: 'Unsubscribed', status: 400 } });
    await run('sms', refused);
    expect(await status(refused)).toBe('undeliverable');
    const later = await pending('sms', {}, user.id);
    outside.answerNext({ status: 500, body: { code: 20500, status: 500 } });
    await expect(run('sms', later)).rejects.toThrow('Twilio answered 500, error 20500');
    await longAgo(later);
    await run('sms', later);
    expect(await status(later)).toBe('sent');
    expect(outside.texts.filter((text) => text.to === '+431234568')).toHaveLength(1);
  });

  it('sends nothing twice that Twilio took, whatever became of its answer', async () => {
    const user = await withPhone('+43 1 234569');
    for (const lost of [{ status: 502 }, { status: 500, body: { code: 20500, status: 500 } }]) {
      const id = await pending('sms', { title: `Lost “${lost.status}”` }, user.id);
      outside.takeAndAnswer(lost);
      await expect(run('sms', id)).rejects.toThrow(`Twilio answered ${lost.status}`);
      // Not listed yet, perhaps: it waits.
      await expect(run('sms', id)).rejects.toBeInstanceOf(PostponeJob);
      await longAgo(id);
      await Promise.allSettled([run('sms', id), run('sms', id)]);
      expect(await status(id)).toBe('sent');
    }
    expect(outside.texts.filter((text) => text.to === '+431234569')).toHaveLength(2);
  });

  it('sends nothing again as long as Twilio does not say what it took, nor to an account that keeps no texts', async () => {
    const user = await withPhone('+43 1 234570');
    const id = await pending('sms', {}, user.id);
    outside.takeAndAnswer({ status: 503 });
    await expect(run('sms', id)).rejects.toThrow('503');
    await longAgo(id);
    outside.answerNext({ status: 403 });
    await expect(run('sms', id)).rejects.toThrow('Twilio does not say what it has sent: 403');
    expect(outside.texts.filter((text) => text.to === '+431234570')).toHaveLength(1);
    for (const text of outside.texts) text.body = '';
    await run('sms', id);
    expect(await status(id)).toBe('sent');
    expect(outside.texts.filter((text) => text.to === '+431234570')).toHaveLength(1);
  });

  it('sends at once again what Twilio refused for now', async () => {
    const user = await withPhone('+43 1 234571');
    const id = await pending('sms', {}, user.id);
    outside.answerNext({ status: 429, headers: { 'retry-after': '1' } }, { status: 401 });
    await expect(run('sms', id)).rejects.toBeInstanceOf(PostponeJob);
    await expect(run('sms', id)).rejects.toThrow('Twilio answered 401');
    await run('sms', id);
    expect(await status(id)).toBe('sent');
    expect(outside.asked.filter(({ method }) => method === 'GET')).toEqual([]);
  });
});

describe('push', () => {
  const register = (user: TestUser, body: object) =>
    app.request('POST', '/users/me/devices', { token: user.token, body });
  const listed = async (user: TestUser): Promise<{ id: string; kind: string; name: string | null }[]> =>
    (await app.request('GET', '/users/me/devices', { token: user.token })).body.data.devices;
  const token = (name: string) => `${name}:${'x'.repeat(100)}`;

  it('tells clients what they need', async () => {
    const { body } = await app.request('GET', '/push', { token: ada.token });
    expect(body.data).toEqual({
      web: { publicKey: expect.stringMatching(/^B[\w-]{86}$/) },
      fcm: { projectId: 'almanac-test' },
    });
  });

  it('keeps a device that is registered again, also by twenty calls at once', async () => {
    const user = await app.user();
    const bodies = Array.from({ length: 20 }, () => ({ kind: 'fcm', token: token('again'), name: 'Phone' }));
    const answers = await Promise.all(bodies.map((body) => register(user, body)));
    expect(answers.map((answer) => answer.status)).toEqual(bodies.map(() => 201));
    expect(new Set(answers.map((answer) => answer.body.data.id)).size).toBe(1);
    expect(await listed(user)).toEqual([expect.objectContaining({ kind: 'fcm', name: 'Phone' })]);
    const { id } = answers[0]?.body.data ?? {};
    expect((await app.request('GET', `/users/me/devices/${id}`, { token: user.token })).body.data.id).toBe(
      id,
    );
    for (const method of ['GET', 'DELETE'])
      expect((await app.request(method, `/users/me/devices/${id}`, { token: ada.token })).status).toBe(403);
    expect((await app.request('DELETE', `/users/me/devices/${id}`, { token: user.token })).status).toBe(200);
    expect((await app.request('DELETE', `/users/me/devices/${id}`, { token: user.token })).status).toBe(404);
    expect(await listed(user)).toEqual([]);
  });

  it('is not there for others: they can neither see it nor delete it', async () => {
    const [owner, stranger] = [await app.user(), await app.user()];
    const { body } = await register(owner, { kind: 'fcm', token: token('own'), name: 'Secret phone' });
    const path = `/users/me/devices/${body.data.id as string}`;
    const { key } = (
      await app.request('POST', '/auth/api-keys', {
        token: stranger.token,
        body: { name: 'Key', permissions: ['read:own-profile', 'write:own-profile'] },
      })
    ).body.data as { key: string };
    for (const as of [{ token: stranger.token }, { headers: { 'x-api-key': key } }]) {
      for (const method of ['GET', 'DELETE'] as const) {
        const answer = await app.request(method, path, as);
        expect([403, 404]).toContain(answer.status);
        expect(answer.text).not.toContain('Secret phone');
      }
    }
    expect(await listed(stranger)).toEqual([]);
    expect(await listed(owner)).toMatchObject([{ id: body.data.id, name: 'Secret phone' }]);
  });

  it('moves a device to whoever registered it last, and to one of two who do it at once', async () => {
    const [first, second] = [await app.user(), await app.user()];
    const body = { kind: 'fcm', token: token('moves') };
    const before = await register(first, { ...body, name: 'Of the first' });
    const after = await register(second, body);
    expect(after.body.data).toMatchObject({ name: null });
    expect(after.body.data.id).not.toBe(before.body.data.id);
    expect(await listed(first)).toEqual([]);
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([register(first, body), register(second, body)]);
      expect([...(await listed(first)), ...(await listed(second))]).toHaveLength(1);
    }
  });

  it('keeps the twenty that were registered last', async () => {
    const user = await app.user();
    for (let number = 0; number < 22; number += 1)
      await register(user, { kind: 'fcm', token: token(`many${number}`), name: String(number) });
    const names = (await listed(user)).map(({ name }) => name);
    expect(names).toHaveLength(20);
    expect(names).not.toContain('0');
  });

  it('refuses what is no device, and endpoints that lead inside', async () => {
    const good = new Browser(`${outside.url}/push/a`).subscription as { keys: object };
    const refusals = [
      { kind: 'fcm' },
      { kind: 'web', token: token('x') },
      { kind: 'fcm', token: token('x'), subscription: good },
      { kind: 'fcm', token: 'has a blank' },
      { kind: 'pager', token: token('x') },
      {
        kind: 'web',
        subscription: { ...good, keys: { ...good.keys, p256dh: Buffer.alloc(65, 4).toString('base64url') } },
      },
      { kind: 'web', subscription: { ...good, keys: { ...good.keys, auth: 'short' } } },
      ...[
        'https://127.0.0.1/push',
        'https://169.254.169.254/push',
        'http://push.example.org/x',
        'https://localhost/',
        'ftp://x/',
      ].map((endpoint) => ({ kind: 'web', subscription: { ...good, endpoint } })),
    ];
    for (const body of refusals) {
      const answer = await register(ada, body);
      expect([body, answer.status, answer.body.error?.code ?? answer.body.code]).toEqual([
        body,
        422,
        'VALIDATION_ERROR',
      ]);
    }
    expect((await app.request('GET', '/users/me/devices')).status).toBe(401);
  });

  it('reaches an app by Firebase, signed in by the service account', async () => {
    const user = await app.user();
    await register(user, { kind: 'fcm', token: token('app') });
    const id = await pending('push', { title: 'Grüße', body: '<b>x</b>' }, user.id);
    await run('push', id);
    const [grant] = outside.at('/token');
    const form = new URLSearchParams(grant?.body.toString('utf8'));
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const { payload, protectedHeader } = await jwtVerify(form.get('assertion') ?? '', google.publicKey, {
      issuer: 'push@almanac-test.example',
      audience: `${outside.url}/token`,
      algorithms: ['RS256'],
    });
    expect(protectedHeader.kid).toBe('key-1');
    expect(payload['scope']).toBe('https://www.googleapis.com/auth/firebase.messaging');
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
    const [sent] = outside.at('/v1/projects/almanac-test/messages:send');
    expect(sent?.headers.authorization).toBe('Bearer ya29.token');
    expect(JSON.parse(sent?.body.toString('utf8') ?? '')).toEqual({
      message: {
        token: token('app'),
        notification: { title: 'Grüße', body: '<b>x</b>' },
        data: expect.objectContaining({
          deliveryId: id,
          kind: 'reminder',
          url: 'https://app.almanac.example/activities/1',
        }),
        android: { notification: { tag: id } },
        apns: expect.objectContaining({ headers: { 'apns-collapse-id': id } }),
        webpush: { notification: { tag: id } },
      },
    });
    expect(await status(id)).toBe('sent');
    await run('push', await pending('push', {}, user.id));
    expect(outside.at('/token').length).toBeLessThanOrEqual(1);
  });

  it('reaches a browser that can decrypt it, signed by the key that it knows', async () => {
    const user = await app.user();
    const browser = new Browser(`${outside.url}/push/${user.id}`);
    const { body } = await register(user, {
      kind: 'web',
      subscription: browser.subscription,
      name: 'Browser',
    });
    expect(JSON.stringify(body)).not.toContain('push/');
    const long = '🦉'.repeat(2000);
    const id = await pending('push', { title: 'Hello', body: long }, user.id);
    await run('push', id);
    const [sent] = outside.at(`/push/${user.id}`);
    expect(sent?.headers).toMatchObject({
      'content-encoding': 'aes128gcm',
      ttl: '86400',
      urgency: 'high',
      topic: id.replaceAll('-', ''),
    });
    expect(browser.read(sent?.body ?? Buffer.alloc(0))).toMatchObject({
      title: 'Hello',
      body: `${'🦉'.repeat(399)}…`,
      url: 'https://app.almanac.example/activities/1',
      tag: id,
    });
    const [, jwt = '', key = ''] = /^vapid t=(\S+), k=(\S+)$/.exec(sent?.headers.authorization ?? '') ?? [];
    const setup = (await app.request('GET', '/push', { token: user.token })).body.data;
    expect(key).toBe(setup.web.publicKey);
    const point = Buffer.from(key, 'base64url');
    const coordinates = {
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    };
    const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', ...coordinates }, format: 'jwk' });
    const { payload } = await jwtVerify(jwt, publicKey, { audience: outside.url, algorithms: ['ES256'] });
    expect(payload.sub).toBe('mailto:hello@almanac.example');
    expect(await status(id)).toBe('sent');
  });

  it('drops dead devices, and sends once to those that have it when another must be tried again', async () => {
    const user = await app.user();
    const [alive, dead, slow] = ['alive', 'dead', 'slow'].map(
      (name) => new Browser(`${outside.url}/push/${name}-${user.id}`),
    );
    await register(user, { kind: 'web', subscription: dead?.subscription });
    outside.answerNext({ status: 410 });
    const first = await pending('push', {}, user.id);
    await run('push', first);
    expect(await status(first)).toBe('undeliverable');
    expect(await listed(user)).toEqual([]);

    await register(user, { kind: 'fcm', token: token(`gone-${user.id}`) });
    const details = [
      { '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode: 'UNREGISTERED' },
    ];
    outside.answerNext({ status: 404, body: { error: { code: 404, status: 'NOT_FOUND', details } } });
    await run('push', await pending('push', {}, user.id));
    expect(await listed(user)).toEqual([]);

    await register(user, { kind: 'web', subscription: alive?.subscription });
    await register(user, { kind: 'web', subscription: slow?.subscription });
    outside.forget();
    // Whichever comes second fails.
    outside.answerNext({ status: 201 }, { status: 500 });
    const id = await pending('push', {}, user.id);
    await expect(run('push', id)).rejects.toThrow('The push service answered 500');
    expect(await status(id)).toBe('pending');
    await run('push', id);
    expect(await status(id)).toBe('sent');
    expect(outside.at('/push/')).toHaveLength(3);
    expect(new Set(outside.at('/push/').map(({ path }) => path)).size).toBe(2);
  });

  describe('ends with the session that the device was registered in', () => {
    const signIn = async (user: TestUser): Promise<TestUser> => {
      const body = { email: user.email, password: TEST_PASSWORD };
      const { accessToken, refreshToken } = (await app.request('POST', '/auth/login', { body })).body.data;
      return { ...user, token: accessToken, refreshToken };
    };
    const names = async (user: TestUser) => (await listed(user)).map(({ name }) => name).sort();
    /** To which tokens; that there is another sign-in is pushed, too. */
    const sent = (deliveryId: Id): string[] =>
      outside
        .at('/v1/projects')
        .map(({ body }) => JSON.parse(body.toString('utf8')) as { message: { token: string; data: object } })
        .filter(({ message }) => JSON.stringify(message.data).includes(deliveryId))
        .map(({ message }) => message.token);
    const phones = async () => {
      const here = await app.user();
      const there = await signIn(here);
      await register(here, { kind: 'fcm', token: token(`here-${here.id}`), name: 'here' });
      await register(there, { kind: 'fcm', token: token(`there-${here.id}`), name: 'there' });
      expect(await names(here)).toEqual(['here', 'there']);
      return { here, there };
    };

    it.each([
      [
        'sign-out',
        (there: TestUser) => app.request('POST', '/auth/logout', { token: there.token, body: {} }),
      ],
      [
        'a change of the password elsewhere',
        (_there: TestUser, here: TestUser) =>
          app.request('POST', '/auth/change-password', {
            token: here.token,
            body: { currentPassword: TEST_PASSWORD, newPassword: 'Another-Horse-8' },
          }),
      ],
      [
        'revoking all others',
        (_there: TestUser, here: TestUser) => app.request('DELETE', '/auth/sessions', { token: here.token }),
      ],
    ])('by %s', async (_name, end) => {
      const { here, there } = await phones();
      const answer = await end(there, here);
      expect(answer.status).toBe(200);
      await eventually(async () => expect(await names(here)).toEqual(['here']));
      const id = await pending('push', {}, here.id);
      await run('push', id);
      expect(sent(id)).toEqual([token(`here-${here.id}`)]);
    });

    it('as it expires, though nobody says so; and not where the device was registered anew since', async () => {
      const { here, there } = await phones();
      await register(here, { kind: 'fcm', token: token(`there-${here.id}`) });
      await app.request('POST', '/auth/logout', { token: there.token, body: {} });
      const before = await pending('push', {}, here.id);
      await run('push', before);
      expect(sent(before)).toHaveLength(2);
      await app.database.query('UPDATE sessions SET expires_at = now() WHERE user_id = $1', [here.id]);
      const id = await pending('push', {}, here.id);
      await run('push', id);
      expect(sent(id)).toEqual([]);
      expect(await status(id)).toBe('undeliverable');
      const { rows } = await app.database.query('SELECT id FROM devices WHERE user_id = $1', [here.id]);
      expect(rows).toEqual([]);
    });
  });

  it('is undeliverable where there is no device', async () => {
    const user = await app.user();
    const id = await pending('push', {}, user.id);
    await run('push', id);
    expect(await status(id)).toBe('undeliverable');
  });
});
