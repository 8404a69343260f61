import { Inject, Injectable } from '@nestjs/common';
import type { JobOptions, Queue } from 'bull';
import type { JobName, JobPayload, QueueName } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import { checkedPayload, type JobEnvelope } from './job-envelope';
import { jobOptions, queuePolicies } from './queue-policy';

/** The queues to put jobs into, by name. */
export const QUEUES = Symbol('queues');

export interface JobRequest {
  name: string;
  payload: unknown;
  eventId: Id;
  /** By which the queue knows it; its event where nothing is said. */
  key?: Id | undefined;
  /** Which call it comes of: `RequestContext.origin`. Where nothing is said, of none: it goes by the id of its event. */
  origin?: string | null;
  /** Milliseconds until the job may run. */
  delay?: number;
}

/**
 * Puts jobs into queues. A job is known by the event that asked for it, so putting it in again has no
 * effect. Fails at once when Redis is away: what must not be lost goes through the outbox instead.
 */
@Injectable()
export class JobQueue {
  constructor(@Inject(QUEUES) private readonly queues: ReadonlyMap<QueueName, Queue<JobEnvelope>>) {}

  /** @throws Error where Redis does not answer or the payload is not what the contract says. */
  async add<Q extends QueueName, N extends JobName<Q>>(
    queue: Q,
    name: N,
    payload: JobPayload<Q, N>,
    options: { eventId: Id; origin?: string; delay?: number },
  ): Promise<void> {
    await this.addAll(queue, [{ name, payload, ...options }]);
  }

  /** Many jobs of one queue in one round trip. Their payloads are checked against the contract. */
  async addAll(queue: QueueName, requests: readonly JobRequest[]): Promise<void> {
    const bull = this.queues.get(queue);
    if (!bull) throw new Error(`There is no queue ${queue}`);
    const defaults = jobOptions(queuePolicies[queue]);
    const added = await bull.addBulk(requests.map((request) => this.bullJob(queue, request, defaults)));
    // Bull hides the error of a single job of a bulk; one without an id was not put in.
    const ids: unknown[] = added.map((job) => job.id);
    if (ids.some((id) => typeof id !== 'string'))
      throw new Error(`Redis did not take a job of the queue ${queue}`);
  }

  private bullJob(
    queue: QueueName,
    { name, payload, eventId, key, origin, delay }: JobRequest,
    defaults: JobOptions,
  ): { name: string; data: JobEnvelope; opts: JobOptions } {
    return {
      name,
      data: { eventId, requestId: origin ?? eventId, payload: checkedPayload(queue, name, payload) },
      opts: { ...defaults, jobId: jobId(name, key ?? eventId), ...(delay === undefined ? {} : { delay }) },
    };
  }
}

/** One event may ask for several jobs of a queue, but for each kind only once. */
export function jobId(name: string, eventId: Id): string {
  return `${name}:${eventId}`;
}
