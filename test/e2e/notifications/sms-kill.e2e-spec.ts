import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import type { Program } from '../background/program';
import { SHORT_LOCK } from '../background/short-lock';
import { pendingDelivery, statusOf } from './deliveries';
import { OutsideServices } from './outside-services';
import { askFor, startWorker } from './worker-program';

/** The worker is killed with SIGKILL after Twilio has taken a text message, and before it can note that. */
describe('kill -9 between Twilio and the note', () => {
  let outside: OutsideServices;
  let app: TestApp;
  const programs: Program[] = [];

  beforeAll(async () => {
    outside = await new OutsideServices().open();
    app = await createTestApp({
      config: {
        TWILIO_ACCOUNT_SID: 'AC123',
        TWILIO_AUTH_TOKEN: 'token',
        TWILIO_FROM: '+15005550006',
        TWILIO_URL: outside.url,
        ...SHORT_LOCK,
      },
    });
  });
  afterAll(async () => {
    await Promise.all(programs.map((program) => program.end('SIGKILL')));
    await app.close();
    await outside.close();
  });

  function worker(): Program {
    const program = startWorker(app);
    programs.push(program);
    return program;
  }

  it('sends it once, and notes it when the next worker has asked', async () => {
    const { id: userId, token } = await app.user();
    const body = { phoneNumber: '+43 664 1234567', preferences: { notifications: { sms: true } } };
    await app.request('PATCH', '/users/me', { token, body });
    const deliveryId = await pendingDelivery(app.database, userId, 'sms');
    const first = worker();
    outside.onText = async () => {
      outside.onText = undefined;
      await first.end('SIGKILL');
    };
    await askFor(app, 'sms', 'notification', { deliveryId });
    await eventually(() => expect(outside.texts).toHaveLength(1), 30_000);
    expect(await first.exited()).toBeNull();
    expect(await statusOf(app.database, deliveryId)).toBe('pending');
    // In place of the minute and a half for which the dead worker has it alone.
    await app.database.query(
      `UPDATE notification_deliveries SET claimed_until = now(), tried_at = tried_at - interval '2 minutes'
        WHERE id = $1`,
      [deliveryId],
    );
    worker();
    await eventually(async () => expect(await statusOf(app.database, deliveryId)).toBe('sent'), 40_000);
    expect(outside.texts).toHaveLength(1);
    expect(outside.asked.map(({ method }) => method)).toEqual(['POST', 'GET']);
  }, 120_000);
});
