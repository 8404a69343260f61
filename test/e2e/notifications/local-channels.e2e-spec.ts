import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Id } from '@almanac/kernel';
import { NotificationMailProcessor, NotificationSmsProcessor } from '@almanac/notifications';
import { createTestApp, type TestApp } from '@almanac/testing';
import { jobContext, pendingDelivery, statusOf } from './deliveries';
import { headerOf, MailSink } from './mail-sink';

let sink: MailSink;
let app: TestApp;

beforeAll(async () => {
  sink = await new MailSink().open();
  app = await createTestApp({ worker: true, config: { SMTP_URL: sink.url } });
});
afterAll(async () => {
  await app.close();
  await sink.close();
});
beforeEach(() => {
  sink.mails.length = 0;
  sink.refuse = undefined;
  sink.onMail = undefined;
});

const mail = (deliveryId: Id) =>
  app.getFromWorker(NotificationMailProcessor).handle({ deliveryId }, jobContext());
const status = (deliveryId: Id) => statusOf(app.database, deliveryId);

describe('mail over SMTP', () => {
  it('has both forms of one text, and the headers of one-click unsubscribing', async () => {
    const { id: userId } = await app.user();
    const id = await pendingDelivery(app.database, userId, 'email');
    await mail(id);
    await mail(id);
    const [got, ...others] = sink.mails;
    expect(others).toEqual([]);
    if (!got) throw new Error('No mail came');
    expect(headerOf(got, 'Message-ID')).toBe(`<${id}@localhost>`);
    expect(headerOf(got, 'List-Unsubscribe')).toMatch(/^<http:\/\/localhost:3000\/unsubscribe\?token=\S+>$/);
    expect(headerOf(got, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
    expect(got.raw).toContain('Content-Type: text/plain');
    expect(got.raw).toContain('Content-Type: text/html');
    expect(await status(id)).toBe('sent');
  });

  it('gives up a recipient that the server refuses for good, and waits for one that it refuses for now', async () => {
    const { id: userId } = await app.user();
    const gone = await pendingDelivery(app.database, userId, 'email');
    sink.refuse = () => Object.assign(new Error('5.1.1 No such user'), { responseCode: 550 });
    await mail(gone);
    expect(await status(gone)).toBe('undeliverable');

    for (const [responseCode, text] of [
      [451, '4.7.1 Greylisted'],
      [550, '5.7.1 Relaying denied'],
    ] as const) {
      const later = await pendingDelivery(app.database, userId, 'email');
      sink.refuse = () => Object.assign(new Error(text), { responseCode });
      await expect(mail(later)).rejects.toThrow();
      expect(await status(later)).toBe('pending');
      sink.refuse = undefined;
      await mail(later);
      expect(await status(later)).toBe('sent');
    }
    expect(sink.mails).toHaveLength(2);
  });
});

describe('text messages without a provider', () => {
  const text = (deliveryId: Id) =>
    app.getFromWorker(NotificationSmsProcessor).handle({ deliveryId }, jobContext());

  it('are files that /dev/sms shows', async () => {
    const { id: userId, token } = await app.user();
    const body = { phoneNumber: '+43 1 555', preferences: { notifications: { sms: true } } };
    await app.request('PATCH', '/users/me', { token, body: { ...body, phoneNumber: '+43 664 1234567' } });
    const ids = [
      await pendingDelivery(app.database, userId, 'sms', { title: 'One\r\nTwo', body: '', path: null }),
      await pendingDelivery(app.database, userId, 'sms', { title: '🦉'.repeat(500) }),
    ];
    for (const id of ids) await text(id);
    expect(await readdir(join(app.config.DATA_DIR, 'sms'))).toHaveLength(2);
    const shown = await app.request('GET', '//dev/sms?to=%2B436641234567');
    expect(shown.body.data.messages).toEqual(
      expect.arrayContaining([
        {
          id: ids[0],
          userId,
          to: '+436641234567',
          date: expect.stringMatching(/Z$/),
          text: expect.stringMatching(/^Almanac: One\s+Two$/),
        },
        expect.objectContaining({ text: `Almanac: ${'🦉'.repeat(199)}…` }),
      ]),
    );
    expect((await app.request('GET', '//dev/sms?to=436641234567')).body.data.messages).toHaveLength(2);
    expect((await app.request('GET', '//dev/sms?to=%2B1')).body.data.messages).toEqual([]);
  });

  it('push is not set up, and says so', async () => {
    const { token } = await app.user();
    expect((await app.request('GET', '/push', { token })).body.data).toEqual({ web: null, fcm: null });
  });
});
