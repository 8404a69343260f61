import type { Redis } from 'ioredis';
import type { QueueName } from '@almanac/contracts';
import type { ConfigValues } from '../config';
import { openJobKeys, relayMarkKey } from './queue-keys';
import { queueNames } from './queue-policy';

/**
 * The number of a batch, unless something is missing before it. It never goes back: a relay that stood still meanwhile
 * may come with an old one.
 */
const MARK = `
local held = redis.call('GET', KEYS[1])
local number = tonumber(held or '0')
if not number or number < tonumber(ARGV[1]) then return 0 end
if number < tonumber(ARGV[2]) then redis.call('SET', KEYS[1], ARGV[2]) end
return 1`;

const FINISH = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1`;

/** The mark, and for each queue the ids of the jobs that are not done, in one moment; how many where they are too many. */
const LOOK = `
local answer = { redis.call('GET', KEYS[1]) or '' }
for first = 2, #KEYS, 5 do
  local counts = 0
  for n = 0, 4 do
    counts = counts + redis.call(n < 3 and 'LLEN' or 'ZCARD', KEYS[first + n])
  end
  if counts > tonumber(ARGV[(first + 3) / 5]) then answer[#answer + 1] = counts
  else
    local ids = {}
    for n = 0, 4 do
      for _, id in ipairs(redis.call(n < 3 and 'LRANGE' or 'ZRANGE', KEYS[first + n], 0, -1)) do ids[#ids + 1] = id end
    end
    answer[#answer + 1] = ids
  end
end
return answer`;

const RESTORING = 'restoring:';

/** What lies in Redis just now. */
export interface SeenQueues {
  /** Undefined where something is being put back. */
  number: number | undefined;
  /** Who puts back what was lost. */
  restoring: string | undefined;
  /** The ids of the jobs that are not done; a queue in which there are too many is left out. */
  open: Map<QueueName, string[]>;
}

/**
 * How many batches with jobs have been relayed, as Redis knows it. Redis takes, keeps and passes on its commands in one
 * order: where the number of a batch is there, its jobs had been put in as well. While jobs are put back that were lost,
 * the name of that stands in its place.
 */
export class RelayMark {
  private readonly key: string;

  constructor(
    private readonly redis: Redis,
    private readonly config: Pick<ConfigValues, 'REDIS_PREFIX'>,
  ) {
    this.key = relayMarkKey(config);
  }

  /** Says that the jobs of this batch are in; to be sent after them. False where those of the one before are not. */
  async set(before: number, number: number): Promise<boolean> {
    return (await this.redis.eval(MARK, 1, this.key, before, number)) === 1;
  }

  /** @param most jobs of a queue that are read */
  async look(most: (queue: QueueName) => number): Promise<SeenQueues> {
    const keys = queueNames.flatMap((queue) => openJobKeys(this.config, queue));
    const limits = queueNames.map((queue) => Math.min(most(queue), Number.MAX_SAFE_INTEGER));
    const answer = await this.redis.eval(LOOK, keys.length + 1, this.key, ...keys, ...limits);
    const [mark, ...queues] = answer as [string, ...(string[] | number)[]];
    const open = new Map<QueueName, string[]>();
    queueNames.forEach((queue, index) => {
      const ids = queues[index];
      if (typeof ids === 'object') open.set(queue, ids);
    });
    if (!mark.startsWith(RESTORING)) return { number: Number(mark), restoring: undefined, open };
    return { number: undefined, restoring: mark.slice(RESTORING.length), open };
  }

  /** Before the first batch: that it is missing later says that something is lost. */
  async begin(number: number): Promise<void> {
    await this.redis.set(this.key, number);
  }

  async beginRestoring(name: string): Promise<void> {
    await this.redis.set(this.key, RESTORING + name);
  }

  /** False where something was lost once more meanwhile. */
  async endRestoring(name: string, number: number): Promise<boolean> {
    return (await this.redis.eval(FINISH, 1, this.key, RESTORING + name, number)) === 1;
  }
}
