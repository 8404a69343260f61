import type { Redis } from 'ioredis';
import type { Room } from '@almanac/contracts';
import type { ConfigValues } from '../config';
import { liveChannel, liveStream } from './queue-keys';

/** A message to a room, or an order to every API process, as it goes to Redis. */
export type PublishedMessage =
  { kind: 'live'; room: Room; text: string } | { kind: 'control'; channel: string; text: string };

/** With so many in the stream the oldest go, however young: memory comes before recovery. */
const MOST_KEPT = 10_000;

/**
 * One command for a whole batch: most messages have no listener, and each command costs more than such a message.
 * A room's message is kept in the stream and published with its place there, in one step: whoever listens hears
 * messages in the order of the stream, and can read there what it missed.
 */
const PUBLISH_ALL = `
local time = redis.call('TIME')
for i = 3, #ARGV, 3 do
  if ARGV[i] == '' then redis.call('PUBLISH', ARGV[i + 1], ARGV[i + 2])
  else
    local place = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'r', ARGV[i], 'm', ARGV[i + 2])
    redis.call('PUBLISH', ARGV[i + 1], place .. ' ' .. ARGV[i + 2])
  end
end
redis.call('XTRIM', KEYS[1], 'MINID', '~', (tonumber(time[1]) - tonumber(ARGV[2])) * 1000)`;

/** Publishes all, or throws and may have published some: whoever calls tries the whole batch again. */
export async function publishMessages(
  redis: Redis,
  config: Pick<ConfigValues, 'REDIS_PREFIX' | 'LIVE_RECOVERY_SECONDS'>,
  messages: readonly PublishedMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  const facts = messages.flatMap((message) =>
    message.kind === 'live'
      ? [message.room, liveChannel(config, message.room), message.text]
      : ['', message.channel, message.text],
  );
  // Twice the time, so that the entry that a client heard last is there as long as its session is.
  const seconds = 2 * config.LIVE_RECOVERY_SECONDS;
  await redis.eval(PUBLISH_ALL, 1, liveStream(config), MOST_KEPT, seconds, ...facts);
}
