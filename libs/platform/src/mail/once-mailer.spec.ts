import { once } from 'node:events';
import { Redis } from 'ioredis';
import { testConfig } from '@almanac/testing';
import { Mailer, type Mail } from './mailer';
import { OnceMailer } from './once-mailer';

class CountingMailer extends Mailer {
  readonly sent: string[] = [];
  refuses = false;

  send({ id, to }: Mail): Promise<void> {
    if (this.refuses) return Promise.reject(new Error('Not now'));
    this.sent.push(`${id} ${to}`);
    return Promise.resolve();
  }
}

const mail = (id: string, to: string): Mail => ({ id, to, subject: 's', text: 't', html: 'h' });

describe('mails that are asked for again', () => {
  it('go out once for each id and address, and again where the server did not take them', async () => {
    const config = await testConfig('postgres://127.0.0.1/none');
    const redis = new Redis(config.REDIS_URL);
    const inner = new CountingMailer();
    const mailer = new OnceMailer(inner, redis, config);
    inner.refuses = true;
    await expect(mailer.send(mail('a', 'ada@example.org'))).rejects.toThrow('Not now');
    inner.refuses = false;
    for (let time = 0; time < 3; time += 1) await mailer.send(mail('a', 'ada@example.org'));
    await mailer.send(mail('a', 'bob@example.org'));
    await mailer.send(mail('b', 'ada@example.org'));
    expect(inner.sent).toEqual(['a ada@example.org', 'a bob@example.org', 'b ada@example.org']);
    redis.disconnect();
  });

  it('go out while Redis is away', async () => {
    const config = await testConfig('postgres://127.0.0.1/none');
    const nowhere = { lazyConnect: true, enableOfflineQueue: false, maxRetriesPerRequest: 0 };
    const redis = new Redis('redis://127.0.0.1:1', nowhere);
    redis.on('error', () => undefined);
    const inner = new CountingMailer();
    await new OnceMailer(inner, redis, config).send(mail('a', 'ada@example.org'));
    expect(inner.sent).toHaveLength(1);
    redis.disconnect();
  });

  it('are remembered by a Redis that comes back', async () => {
    const config = await testConfig('postgres://127.0.0.1/none');
    const options = { lazyConnect: true, enableOfflineQueue: false, maxRetriesPerRequest: 0 };
    const redis = new Redis(config.REDIS_URL, options);
    const inner = new CountingMailer();
    const mailer = new OnceMailer(inner, redis, config);
    // It is not connected yet, and takes no commands.
    await mailer.send(mail('c', 'ada@example.org'));
    await once(redis, 'ready');
    const until = Date.now() + 10_000;
    const keys = async () => redis.keys(`${config.REDIS_PREFIX}:mail-sent:c:*`);
    while ((await keys()).length === 0 && Date.now() < until) await new Promise((on) => setTimeout(on, 20));
    await mailer.send(mail('c', 'ada@example.org'));
    expect(inner.sent).toEqual(['c ada@example.org']);
    redis.disconnect();
  });
});
