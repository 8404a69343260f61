import type { Redis } from 'ioredis';
import type { Client } from 'pg';
import type { QueueName } from '@almanac/contracts';
import { newId } from '@almanac/kernel';
import type { ConfigValues } from '../config';
import type { EventRouter } from './event-router';
import { jobsPutBack } from './job-metrics';
import { jobId, type JobQueue, type JobRequest } from './job-queue';
import {
  readBetween,
  readCheckpoints,
  readEvents,
  readRelayed,
  undone,
  type QueueCheckpoint,
  type SuspectedJob,
} from './queue-checkpoints';
import { queueKeyPrefix } from './queue-keys';
import { routeBatch, type OutboxRow } from './relay-batch';
import type { RelayConnection } from './relay-connection';

/** Events that are looked through at a time. */
const BATCH = 500;
/** Events at a time that are looked for one by one. */
const BY_ID = 100;

/** What the process that relays works with. */
export interface Relaying {
  client: Client;
  connection: RelayConnection;
  routers: readonly EventRouter[];
}

type LostJob = SuspectedJob & { request: JobRequest };

/** Puts jobs back from the outbox, once from the beginning to the end. Doing it again does no harm. */
export class JobRestoration {
  /** By which it is known in Redis. */
  readonly name = newId();
  /** How many were put back so far. */
  count = 0;
  private readonly steps: AsyncGenerator<void, void>;

  constructor(
    private readonly jobs: JobQueue,
    private readonly redis: Redis,
    private readonly config: Pick<ConfigValues, 'REDIS_PREFIX'>,
    relaying: Relaying,
  ) {
    this.steps = this.walk(relaying);
  }

  /** Goes on a little. True at the end. */
  async goOn(): Promise<boolean> {
    return (await this.steps.next()).done === true;
  }

  private async *walk(relaying: Relaying): AsyncGenerator<void, void> {
    const { client } = relaying;
    // What is delivered from here on is put in after the loss.
    const { delivered } = await readRelayed(client);
    const checkpoints = await readCheckpoints(client);
    for (const [before, queues] of byRange(checkpoints)) {
      let after: string | undefined = '0';
      while (after !== undefined) {
        const rows: OutboxRow[] = await readBetween(client, { delivered, before, after }, BATCH);
        await this.putBack(relaying, rows, (queue) => queues.has(queue));
        after = rows.at(-1)?.seq;
        yield;
      }
    }
    const open = new Map(checkpoints.map((checkpoint) => [checkpoint.queue, new Set(checkpoint.open)]));
    const ids = [...new Set(checkpoints.flatMap((checkpoint) => checkpoint.open))];
    for (let first = 0; first < ids.length; first += BY_ID) {
      const rows = await readEvents(client, ids.slice(first, first + BY_ID));
      await this.putBack(relaying, rows, (queue, eventId) => open.get(queue)?.has(eventId) === true);
      yield;
    }
  }

  private async putBack(
    { client, connection, routers }: Relaying,
    rows: readonly OutboxRow[],
    isLost: (queue: QueueName, eventId: string) => boolean,
  ): Promise<void> {
    const { jobs } = routeBatch(rows, routers, this.config);
    const suspected = [...jobs].flatMap(([queue, requests]) =>
      requests
        .filter(({ key, eventId }) => isLost(queue, key ?? eventId))
        .map((request): LostJob => suspect(queue, request)),
    );
    const lost = await this.missing(await undone(client, suspected));
    for (const queue of new Set(lost.map((job) => job.queue))) {
      const requests = lost.filter((job) => job.queue === queue).map(({ request }) => request);
      // Another that relays may have put them back meanwhile, and they are done.
      await connection.assertRelays();
      await this.jobs.addAll(queue, requests);
      jobsPutBack.inc({ queue }, requests.length);
      this.count += requests.length;
    }
  }

  private async missing(jobs: readonly LostJob[]): Promise<LostJob[]> {
    const prefix = queueKeyPrefix(this.config);
    const there = await Promise.all(
      jobs.map((job) => this.redis.exists(`${prefix}:${job.queue}:${job.jobId}`)),
    );
    return jobs.filter((_job, index) => there[index] === 0);
  }
}

function suspect(queue: QueueName, request: JobRequest): LostJob {
  const { name, eventId, key } = request;
  return { queue, name, jobId: jobId(name, key ?? eventId), eventId, request };
}

/** Most queues were looked at in the same moment: their events are read once. */
function byRange(checkpoints: readonly QueueCheckpoint[]): Map<string, Set<QueueName>> {
  const ranges = new Map<string, Set<QueueName>>();
  for (const { queue, delivered } of checkpoints)
    ranges.set(delivered, (ranges.get(delivered) ?? new Set()).add(queue));
  return ranges;
}
