import { createTestApp, type TestApp } from '@almanac/testing';
import { Redis } from 'ioredis';

/** What a request costs Redis, with sessions, rate limit and API keys at work. */
describe('the credentials of a request', () => {
  let app: TestApp;
  let redis: Redis;
  let monitor: Redis;
  /** Commands of this application that came from a client, not from inside a script. */
  let commands: string[] = [];

  beforeAll(async () => {
    app = await createTestApp({ config: { RATE_LIMIT_ENABLED: 'true' } });
    redis = new Redis(app.config.REDIS_URL);
    // What the application does at its start is over; ioredis takes no other's command before the answer to MONITOR.
    await app.user();
    monitor = await redis.monitor();
    monitor.on('monitor', (_time: string, words: string[], source: string) => {
      if (source !== 'lua' && words.some((word) => word.includes(app.config.REDIS_PREFIX)))
        commands.push(words[0]?.toLowerCase() ?? '');
    });
  });
  afterAll(async () => {
    monitor.disconnect();
    redis.disconnect();
    await app.close();
  });

  it.each(['a token', 'an API key'])('take one round trip to Redis, given as %s', async (kind) => {
    const { token } = await app.user();
    const body = { name: 'Reader', permissions: ['read:own-planners'] };
    const made = await app.request('POST', '/auth/api-keys', { token, body });
    const headers: Record<string, string> =
      kind === 'a token' ? { authorization: `Bearer ${token}` } : { 'x-api-key': made.body.data.key };
    const list = () => app.request('GET', '/planners', { headers });
    // The first one fills the cache; whatever it set off has come by when the next has answered.
    for (let warm = 0; warm < 2; warm += 1) expect((await list()).status).toBe(200);
    await monitorHasCaughtUp();
    commands = [];
    for (let round = 0; round < 10; round += 1) expect((await list()).status).toBe(200);
    await monitorHasCaughtUp();
    expect(commands).toEqual(Array.from({ length: 10 }, () => 'evalsha'));
  });

  async function monitorHasCaughtUp(): Promise<void> {
    const mark = `mark-${crypto.randomUUID()}`;
    const seen = new Promise<void>((resolve) => {
      const listen = (_time: string, words: string[]) => {
        if (!words.includes(mark)) return;
        monitor.off('monitor', listen);
        resolve();
      };
      monitor.on('monitor', listen);
    });
    await redis.echo(mark);
    await seen;
  }
});
