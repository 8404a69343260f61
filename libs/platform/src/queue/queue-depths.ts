import type { Redis } from 'ioredis';
import type { QueueName } from '@almanac/contracts';
import type { ConfigValues } from '../config';
import { queueKeyPrefix } from './queue-keys';
import { queueNames } from './queue-policy';

/** How many jobs of a queue are in each state. */
export interface QueueDepth {
  name: QueueName;
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
}

/** Read from Bull's own lists. @throws Error while Redis is away */
export function queueDepths(redis: Redis, config: Pick<ConfigValues, 'REDIS_PREFIX'>): Promise<QueueDepth[]> {
  return Promise.all(
    queueNames.map(async (name) => {
      const key = `${queueKeyPrefix(config)}:${name}`;
      const [waiting, active, delayed, failed] = await Promise.all([
        redis.llen(`${key}:wait`),
        redis.llen(`${key}:active`),
        redis.zcard(`${key}:delayed`),
        redis.zcard(`${key}:failed`),
      ]);
      return { name, waiting, active, delayed, failed };
    }),
  );
}
