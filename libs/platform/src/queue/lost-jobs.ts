import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Client } from 'pg';
import type { QueueName } from '@almanac/contracts';
import { REDIS } from '../cache';
import { Config } from '../config';
import { LOGGER, type PinoLogger } from '../logging';
import { JobQueue } from './job-queue';
import { JobRestoration, type Relaying } from './job-restoration';
import { JobSchedules } from './job-schedules';
import { adoptBatches, keepCheckpoints, readCheckpoints, readRelayed } from './queue-checkpoints';
import { RelayMark, type SeenQueues } from './relay-mark';

/** How often the queues are looked at. What was done since the look before the last may be done again after a loss. */
const LOOK_MS = 5000;
/**
 * Where more jobs are open in a queue, its last checkpoint holds: that leads to more events than necessary, and to all,
 * and what was done since then may be done again.
 */
const MOST_OPEN = 5000;

/** The event that a job's id ends with; schedules' runs have none. */
const EVENT_ID = /:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/**
 * Finds out that Redis has lost jobs, and has them put back from the outbox (docs/adr/0143): after a flush, a restart
 * without its data or with older data, a fail-over to a replica that was behind. For the process that relays alone.
 * Every few seconds it writes down in PostgreSQL what is left to do in the queues: that, and what came after, is what
 * may be lost. Nothing is told again that goes to open connections.
 */
@Injectable()
export class LostJobs {
  private readonly mark: RelayMark;
  /** The connection over which it was looked last. */
  private client: Client | undefined;
  private lookAt = 0;
  /** Whether Redis may have come back without what it had since it was looked. */
  private disturbed = true;
  /** How many batches had jobs, as PostgreSQL knows. */
  private batches = 0;
  /** The checkpoints as they stand in PostgreSQL, each as one text. */
  private readonly kept = new Map<QueueName, string>();
  /** What was delivered at the last look. */
  private deliveredThen: string | undefined;
  private restoration: JobRestoration | undefined;

  constructor(
    private readonly jobs: JobQueue,
    private readonly schedules: JobSchedules,
    private readonly config: Config,
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {
    this.mark = new RelayMark(redis, config);
  }

  get arePutBack(): boolean {
    return this.restoration !== undefined;
  }

  /** Redis was away. */
  suspect(): void {
    this.disturbed = true;
  }

  /** Compares PostgreSQL and Redis where it is time for that. To be called between batches. */
  async look(relaying: Relaying): Promise<void> {
    const { client } = relaying;
    const anew = client !== this.client || this.disturbed;
    if (!anew && performance.now() < this.lookAt) return;
    // What happens from here on counts for the next look.
    this.disturbed = false;
    if (anew) await this.takeOver(client);
    const { batches, delivered } = await readRelayed(client);
    const seen = await this.see(relaying, batches);
    this.batches = batches;
    this.lookAt = performance.now() + LOOK_MS;
    if (this.restoration?.name !== undefined && this.restoration.name === seen.restoring) return;
    if (seen.number === undefined || seen.number < batches) await this.begin(relaying);
    else {
      this.restoration = undefined;
      if (seen.number > batches) await adoptBatches(client, seen.number);
      this.batches = seen.number;
      await this.keep(client, delivered, seen.open);
    }
  }

  /**
   * Says in Redis that the jobs of a batch are in it; to be called after they are. Gives the number for PostgreSQL to
   * remember with the batch.
   */
  async markNext(): Promise<number> {
    const next = this.batches + 1;
    // What is put back bears a mark of its own, and gets the number in the end.
    if (!this.restoration && !(await this.mark.set(this.batches, next))) this.lookAt = 0;
    return next;
  }

  /** PostgreSQL remembers that batch. */
  remembered(batches: number): void {
    this.batches = batches;
  }

  /** Goes on with what is to be put back, a little at a time: what is new must not wait for it. */
  async putBack({ connection }: Relaying): Promise<void> {
    const { restoration } = this;
    if (!restoration) return;
    await connection.keptDuring(async () => {
      if (await restoration.goOn()) await this.end(restoration);
    });
  }

  /** What lies in Redis. At the very first look nothing can be missing, and the mark is not there yet: it is set. */
  private async see({ connection }: Relaying, batches: number): Promise<SeenQueues> {
    const see = () => this.mark.look((queue) => (this.kept.has(queue) ? MOST_OPEN : Infinity));
    const seen = await see();
    if (this.kept.size > 0 || (seen.number !== undefined && seen.number >= batches)) return seen;
    await connection.assertRelays();
    await this.mark.begin(batches);
    // Anew, with the mark: what is seen without it may be lost before it is set.
    return see();
  }

  private async takeOver(client: Client): Promise<void> {
    this.restoration = undefined;
    this.kept.clear();
    this.deliveredThen = undefined;
    for (const { queue, delivered, open } of await readCheckpoints(client))
      this.kept.set(queue, textOf(delivered, open));
    this.client = client;
  }

  private async begin(relaying: Relaying): Promise<void> {
    this.logger.warn('Redis has lost jobs, which are put back from the outbox');
    await relaying.connection.assertRelays();
    const restoration = new JobRestoration(this.jobs, this.redis, this.config, relaying);
    await this.mark.beginRestoring(restoration.name);
    this.restoration = restoration;
    await this.schedules.write();
  }

  private async end(restoration: JobRestoration): Promise<void> {
    this.restoration = undefined;
    // At once: either there is something new to write down, or something was lost once more.
    this.lookAt = 0;
    if (!(await this.mark.endRestoring(restoration.name, this.batches))) return;
    this.logger.warn({ jobs: restoration.count }, 'jobs that Redis had lost are back in their queues');
  }

  /**
   * Goes back to what was delivered at the look before: what a job of late has written into Redis itself, such as that a
   * session has ended, may be lost although the job was done, and is then done again.
   */
  private async keep(
    client: Client,
    delivered: string,
    seen: ReadonlyMap<QueueName, readonly string[]>,
  ): Promise<void> {
    const since = this.deliveredThen ?? (this.kept.size === 0 ? delivered : undefined);
    this.deliveredThen = delivered;
    if (since === undefined) return;
    const changed = new Map<QueueName, string[]>();
    for (const [queue, jobIds] of seen) {
      const open = [...new Set(jobIds.flatMap((id) => EVENT_ID.exec(id)?.[1] ?? []))].sort();
      if (this.kept.get(queue) !== textOf(since, open)) changed.set(queue, open);
    }
    await keepCheckpoints(client, since, changed);
    for (const [queue, open] of changed) this.kept.set(queue, textOf(since, open));
  }
}

const textOf = (delivered: string, open: readonly string[]): string => `${delivered} ${open.join()}`;
