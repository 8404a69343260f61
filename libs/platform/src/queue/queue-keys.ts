import type { ConfigValues } from '../config';
import type { QueueName, Room } from '@almanac/contracts';

/** Names in Redis that several processes must agree on. */

/** Bull puts this before its keys. */
export function queueKeyPrefix(config: Pick<ConfigValues, 'REDIS_PREFIX'>): string {
  return `${config.REDIS_PREFIX}:jobs`;
}

/** The channel on which the messages of a room are published. */
export function liveChannel(config: Pick<ConfigValues, 'REDIS_PREFIX'>, room: Room): string {
  return `${config.REDIS_PREFIX}:live:${room}`;
}

/** The stream that keeps the messages of all rooms for a while, for sockets that come back. */
export function liveStream(config: Pick<ConfigValues, 'REDIS_PREFIX'>): string {
  return `${config.REDIS_PREFIX}:live-stream`;
}

/** The channel on which orders to every API process are published. */
export function controlChannel(config: Pick<ConfigValues, 'REDIS_PREFIX'>): string {
  return `${config.REDIS_PREFIX}:control`;
}

/** How tries of jobs ended, summed over all workers: `<queue>/<name>/<outcome>` → count. */
export function outcomesKey(config: Pick<ConfigValues, 'REDIS_PREFIX'>): string {
  return `${config.REDIS_PREFIX}:job-outcomes`;
}

/** How many batches of the outbox have been put into the queues: gone, or lower than PostgreSQL says, where Redis has lost some. */
export function relayMarkKey(config: Pick<ConfigValues, 'REDIS_PREFIX'>): string {
  return `${config.REDIS_PREFIX}:relay-mark`;
}

/** Bull's lists of the jobs of a queue that are not done: three lists, then two sorted sets. */
export function openJobKeys(config: Pick<ConfigValues, 'REDIS_PREFIX'>, queue: QueueName): string[] {
  const lists = ['wait', 'paused', 'active', 'delayed', 'failed'];
  return lists.map((list) => `${queueKeyPrefix(config)}:${queue}:${list}`);
}
