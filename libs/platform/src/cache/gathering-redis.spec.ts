import { GatheringRedis } from './gathering-redis';

const url = process.env['REDIS_URL'] ?? '';
const key = 'gathering-redis.spec';
let redis: GatheringRedis;

beforeEach(async () => {
  redis = new GatheringRedis(url, { lazyConnect: true, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  await redis.connect();
});

afterEach(async () => {
  await redis.del(key);
  redis.disconnect();
});

/** How often something was written to the socket, alone (`_write`) or together (`_writev`). */
function countWrites(): () => number {
  let writes = 0;
  for (const name of ['_write', '_writev'] as const) {
    const write: unknown = Reflect.get(redis.stream, name);
    if (typeof write !== 'function') throw new Error(`A socket has no ${name}.`);
    Reflect.set(redis.stream, name, (...written: unknown[]) => {
      writes += 1;
      Reflect.apply(write, redis.stream, written);
    });
  }
  return () => writes;
}

it('writes the commands of one turn together, and each has its reply', async () => {
  const writes = countWrites();
  const replies = await Promise.all(Array.from({ length: 100 }, () => redis.incr(key)));
  expect(replies).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  expect(writes()).toBe(1);
  await redis.get(key);
  expect(writes()).toBe(2);
});

it('gathers what others ask in the same turn, pipelines and transactions too', async () => {
  const writes = countWrites();
  const [alone, pipeline, transaction] = await Promise.all([
    redis.incr(key),
    redis.pipeline().incr(key).get(key).exec(),
    redis.multi().incr(key).incr(key).exec(),
  ]);
  expect(alone).toBe(1);
  expect(pipeline).toEqual([
    [null, 2],
    [null, '2'],
  ]);
  expect(transaction).toEqual([
    [null, 3],
    [null, 4],
  ]);
  expect(writes()).toBe(1);
});

it('writes what was gathered before it ends', async () => {
  const other = new GatheringRedis(url);
  await new Promise<void>((resolve) => other.once('ready', resolve));
  expect(await Promise.all([other.set(key, 'last'), other.quit()])).toEqual(['OK', 'OK']);
  expect(await redis.get(key)).toBe('last');
});

it('fails what was gathered where the connection is cut, and goes on with the next one', async () => {
  const lost = redis.set(key, 'lost');
  redis.stream.destroy();
  await expect(lost).rejects.toThrow();
  await new Promise<void>((resolve) => redis.once('ready', resolve));
  expect(await redis.set(key, 'here')).toBe('OK');
  expect(await redis.get(key)).toBe('here');
});
