import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { JobName, JobPayload, QueueName } from '@almanac/contracts';
import type { RequestContext } from '../context';

/** What a handler knows of its job besides the payload. */
export interface JobContext {
  /** The domain event that asked for the job, or the id of the schedule's run: the key of idempotency. */
  eventId: string;
  /** Nobody's: it has the request id of whoever caused the job, and a span of its own in their trace. */
  context: RequestContext;
  /**
   * Aborted when the try has to end: at the time limit of the queue, or because the worker stops. A handler that
   * takes long gives it to what it waits for; one that goes on regardless runs beside the next try.
   */
  signal: AbortSignal;
}

/**
 * Works off one kind of job. A job may come more than once (a worker died, a queue was stalled, Redis has lost what it
 * knew), so its effect must be guarded by `firstTime`, as the consumer `<queue>/<name>`, or be harmless when repeated.
 */
export interface JobHandler<Q extends QueueName, N extends JobName<Q>> {
  handle(payload: JobPayload<Q, N>, job: JobContext): Promise<void>;
  /**
   * Called when the last try has failed, or the worker died at every one: for whoever waits for the outcome. May be
   * called more than once.
   */
  gaveUp?(payload: JobPayload<Q, N>, job: JobContext): Promise<void>;
}

export const HANDLES_JOB = Symbol('handles-job');

/** Marks a provider as the one handler of a job; the worker does not start if a job has none or two. */
export function HandlesJob<Q extends QueueName>(queue: Q, name: JobName<Q>): CustomDecorator<symbol> {
  return SetMetadata(HANDLES_JOB, { queue, name });
}
