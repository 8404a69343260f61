import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import { testConfig } from '@almanac/testing';
import type { ConfigValues } from '../config';
import { RequestContext } from '../context';
import { PostponeJob } from '../queue/postpone-job';
import { Mailer, type Mail } from './mailer';
import { OnceMailer } from './once-mailer';

/** A mail server that says yes after as long as a test likes. */
class CountingMailer extends Mailer {
  readonly sent: string[] = [];
  refuses = false;
  meanwhile: (() => Promise<void>) | undefined;

  async send(_context: RequestContext, { id, to }: Mail): Promise<void> {
    if (this.refuses) throw new Error('Not now');
    this.sent.push(`${id} ${to}`);
    await this.meanwhile?.();
  }
}

const context = RequestContext.system();
const mail = (id: string, to = 'ada@example.org'): Mail => ({ id, to, subject: 's', text: 't', html: 'h' });

describe('mails that are asked for again', () => {
  const failsFast: RedisOptions = { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 300 };
  let config: ConfigValues;
  let connections: Redis[] = [];

  beforeEach(async () => {
    config = await testConfig('postgres://127.0.0.1/none');
  });
  afterEach(() => {
    for (const redis of connections) redis.disconnect();
    connections = [];
  });

  async function connect(): Promise<Redis> {
    const redis = new Redis(config.REDIS_URL, failsFast);
    redis.on('error', () => undefined);
    connections.push(redis);
    await once(redis, 'ready');
    return redis;
  }

  /** What a worker has: a connection of its own, and a memory of its own. */
  async function worker(inner: Mailer, heldMs?: number): Promise<{ redis: Redis; mailer: OnceMailer }> {
    const redis = await connect();
    return { redis, mailer: new OnceMailer(inner, redis, config, heldMs) };
  }

  /** As often as it takes, as a queue does. */
  async function insist(mailer: OnceMailer, what: Mail, putOff?: () => void): Promise<void> {
    for (;;) {
      try {
        await mailer.send(context, what);
        return;
      } catch (error) {
        if (!(error instanceof PostponeJob)) throw error;
        putOff?.();
        await sleep(50);
      }
    }
  }

  /** A mail that the server is at until it is told to end. */
  function untilTold(): { end: () => void; meanwhile: () => Promise<void> } {
    let end = (): void => undefined;
    const told = new Promise<void>((resolve) => (end = resolve));
    return { end, meanwhile: () => told };
  }

  it('go out once for each id and address, whichever worker is asked', async () => {
    const inner = new CountingMailer();
    const [one, other] = [await worker(inner), await worker(inner)];
    for (const { mailer } of [one, other, one, other]) await mailer.send(context, mail('a'));
    await other.mailer.send(context, mail('a', 'bob@example.org'));
    await one.mailer.send(context, mail('b'));
    expect(inner.sent).toEqual(['a ada@example.org', 'a bob@example.org', 'b ada@example.org']);
  });

  it('go out again at once where the server did not take them, from another worker, too', async () => {
    const inner = new CountingMailer();
    const [one, other] = [await worker(inner), await worker(inner)];
    inner.refuses = true;
    for (let time = 0; time < 2; time += 1)
      await expect(one.mailer.send(context, mail('a'))).rejects.toThrow('Not now');
    await one.redis.ping();
    await expect(other.mailer.send(context, mail('a'))).rejects.toThrow('Not now');
    inner.refuses = false;
    await other.redis.ping();
    await one.mailer.send(context, mail('a'));
    expect(inner.sent).toHaveLength(1);
  });

  it('wait where Redis is away, and go out when it is back', async () => {
    const inner = new CountingMailer();
    const { mailer, redis } = await worker(inner);
    const gone = once(redis, 'close');
    redis.disconnect();
    await gone;
    await expect(mailer.send(context, mail('a'))).rejects.toThrow(PostponeJob);
    expect(inner.sent).toEqual([]);
    await redis.connect();
    await mailer.send(context, mail('a'));
    expect(inner.sent).toHaveLength(1);
  });

  it('go out once where one is at it while the others are asked', async () => {
    const inner = new CountingMailer();
    const workers = await Promise.all([1, 2, 3].map(() => worker(inner)));
    const { end, meanwhile } = untilTold();
    inner.meanwhile = meanwhile;
    // Until both others were put off, as they ask twice each: a queue that has given up a try begins another.
    let putOff = 0;
    const count = (): void => {
      putOff += 1;
      if (putOff === 4) end();
    };
    await Promise.all(workers.flatMap(({ mailer }) => [1, 2].map(() => insist(mailer, mail('a'), count))));
    expect(inner.sent).toHaveLength(1);
  });

  it('go out once where Redis is lost between the yes of the server and the note of it', async () => {
    const inner = new CountingMailer();
    const [one, other] = [await worker(inner), await worker(inner)];
    inner.meanwhile = async () => {
      inner.meanwhile = undefined;
      const gone = once(one.redis, 'close');
      one.redis.disconnect();
      await gone;
    };
    await one.mailer.send(context, mail('a'));
    // The same worker knows by itself; the other sees that somebody is at it.
    await one.mailer.send(context, mail('a'));
    await expect(other.mailer.send(context, mail('a'))).rejects.toThrow(PostponeJob);
    await one.redis.connect();
    await insist(other.mailer, mail('a'));
    expect(inner.sent).toHaveLength(1);
    const [key = ''] = await other.redis.keys(`${config.REDIS_PREFIX}:mail-sent:a:*`);
    expect(await other.redis.ttl(key)).toBeGreaterThan(86_000);
    expect(key).not.toContain('ada');
  });

  it('stay with whoever is at them, though another could not tell', async () => {
    const inner = new CountingMailer();
    const [one, other, third] = [await worker(inner), await worker(inner), await worker(inner)];
    const { end, meanwhile } = untilTold();
    inner.meanwhile = meanwhile;
    const slow = one.mailer.send(context, mail('a'));
    await one.redis.ping();
    jest.spyOn(other.redis, 'exists').mockRejectedValueOnce(new Error('Connection is closed.'));
    await expect(other.mailer.send(context, mail('a'))).rejects.toThrow('Nobody can tell');
    await other.redis.ping();
    await expect(third.mailer.send(context, mail('a'))).rejects.toThrow('Another worker');
    end();
    await slow;
    expect(inner.sent).toHaveLength(1);
  });

  it('stay with whoever is at them for as long as they live, and then go to another', async () => {
    const inner = new CountingMailer();
    const [one, other] = [await worker(inner, 4000), await worker(inner, 4000)];
    const { end, meanwhile } = untilTold();
    inner.meanwhile = meanwhile;
    const slow = one.mailer.send(context, mail('a'));
    const said = jest.spyOn(one.redis, 'pexpire');
    while (said.mock.calls.length < 3) {
      await expect(other.mailer.send(context, mail('a'))).rejects.toThrow(PostponeJob);
      await sleep(50);
    }
    // As if it had died: it says nothing any more.
    await one.mailer.onApplicationShutdown();
    inner.meanwhile = undefined;
    await insist(other.mailer, mail('a'));
    expect(inner.sent).toHaveLength(2);
    end();
    await slow;
  });
});
