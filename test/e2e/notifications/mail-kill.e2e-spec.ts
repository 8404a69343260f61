import { Redis } from 'ioredis';
import type { Id } from '@almanac/kernel';
import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import type { Program } from '../background/program';
import { SHORT_LOCK } from '../background/short-lock';
import { pendingDelivery, statusOf } from './deliveries';
import { headerOf, MailSink } from './mail-sink';
import { askFor, startWorker } from './worker-program';

/** The worker is killed with SIGKILL after the mail server has a mail, and before it can note that. */
describe('kill -9 between sending and settling', () => {
  let sink: MailSink;
  let app: TestApp;
  let programs: Program[] = [];

  beforeAll(async () => {
    sink = await new MailSink().open();
    app = await createTestApp({ config: { SMTP_URL: sink.url, ...SHORT_LOCK } });
  });
  afterAll(async () => {
    await Promise.all(programs.map((program) => program.end('SIGKILL')));
    programs = [];
    await app.close();
    await sink.close();
  });

  function worker(): Program {
    const program = startWorker(app);
    programs.push(program);
    return program;
  }

  const ask = (deliveryId: Id): Promise<void> => askFor(app, 'mail', 'notification', { deliveryId });

  it('sends the mail once more at most, with the same Message-ID, and then never again', async () => {
    const { id: userId, email } = await app.user();
    const deliveryId = await pendingDelivery(app.database, userId, 'email');
    const first = worker();
    sink.onMail = async () => {
      sink.onMail = undefined;
      await first.end('SIGKILL');
    };
    await ask(deliveryId);
    await eventually(() => expect(sink.mails).toHaveLength(1), 30_000);
    expect(await first.exited()).toBeNull();
    expect(await statusOf(app.database, deliveryId)).toBe('pending');
    // In place of the minute and a half for which the dead worker has it alone, and of the half for which it is at the mail.
    await app.database.query('UPDATE notification_deliveries SET claimed_until = now() WHERE id = $1', [
      deliveryId,
    ]);
    const redis = new Redis(app.config.REDIS_URL);
    const held = await redis.keys(`${app.config.REDIS_PREFIX}:mail-held:${deliveryId}:*`);
    expect(await redis.del(...held)).toBe(1);
    redis.disconnect();

    worker();
    await eventually(async () => expect(await statusOf(app.database, deliveryId)).toBe('sent'), 40_000);
    // The same job once more, and one behind it: when that is done, the first is.
    await ask(deliveryId);
    const other = await pendingDelivery(app.database, userId, 'email', { title: 'Afterwards' });
    await ask(other);
    await eventually(async () => expect(await statusOf(app.database, other)).toBe('sent'), 20_000);
    const same = sink.mails.filter((mail) => headerOf(mail, 'Subject') === 'Water the plants');
    expect(same).toHaveLength(2);
    expect(new Set(same.map((mail) => headerOf(mail, 'Message-ID')))).toEqual(
      new Set([`<${deliveryId}@localhost>`]),
    );
    expect(same.map(({ to }) => to)).toEqual([[email], [email]]);
  }, 120_000);
});
