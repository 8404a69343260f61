import type { Job } from 'bull';
import { v5 } from 'uuid';
import type { QueueName } from '@almanac/contracts';
import { RequestContext } from '../context';
import type { PinoLogger } from '../logging';
import { withoutSecrets } from '../dead-letters/without-secrets';
import { handlerKey, type AnyJobHandler } from './discovery';
import { checkedPayload, parseEnvelope, UnfitJobError, type JobEnvelope } from './job-envelope';
import { jobSeconds } from './job-metrics';
import type { OutcomeCounts } from './job-outcomes';
import { PostponeJob } from './postpone-job';
import { POSTPONED_AT_MOST_MS, queuePolicies } from './queue-policy';

/** A name space of our own (RFC 9562 section 5.5): the id of a schedule's run is made of its job's id. */
const RUN_NAMESPACE = '6f1b6d3e-6f0a-4c55-9a62-0d7a1f7f6a10';
/** Until a job that was handed back may be taken: the process that had it is gone by then. */
const HANDED_BACK_FOR_MS = 1000;
/** Until a job is taken again that was done, where Redis did not take that. */
const UNNOTED_FOR_MS = 1000;

/** The try took longer than its queue allows. */
export class JobTimeoutError extends Error {
  override readonly name = 'JobTimeoutError';
}

/** A job as its handler takes it, checked against the contract. */
export interface OpenedJob {
  handler: AnyJobHandler;
  eventId: string;
  /** A span of its own for each try. */
  context: RequestContext;
  payload: unknown;
}

/** The jobs that this process has in hand: each is given to its one handler, within its time limit. */
export class JobTries {
  private readonly underWay = new Map<Promise<unknown>, AbortController>();
  private readonly contexts = new WeakMap<Job, RequestContext>();

  constructor(
    private readonly handlers: ReadonlyMap<string, AnyJobHandler>,
    private readonly outcomes: OutcomeCounts,
    private readonly logger: PinoLogger,
  ) {}

  get count(): number {
    return this.underWay.size;
  }

  /** @throws what the handler throws, for Bull to write down; the job is tried again, put off, or given up. */
  async run(queue: QueueName, job: Job<JobEnvelope>): Promise<void> {
    const end = new AbortController();
    const limit = setTimeout(
      () => end.abort(new JobTimeoutError(`Took longer than ${queuePolicies[queue].timeLimitMs} ms`)),
      queuePolicies[queue].timeLimitMs,
    );
    const work = Promise.race([this.work(queue, job, end.signal), abortionOf(end.signal)]);
    const settled = work.catch(() => undefined);
    this.underWay.set(settled, end);
    try {
      await work;
      putOffWhereUnnoted(job);
    } catch (error) {
      // Straight to the dead letters: another try would end like this one.
      if (error instanceof UnfitJobError) await job.discard();
      if (error instanceof PostponeJob) postpone(job, error);
      throw error instanceof Error ? withoutSecrets(error) : error;
    } finally {
      clearTimeout(limit);
      this.underWay.delete(settled);
    }
  }

  /** @throws UnfitJobError where nobody can take the job. */
  open(queue: QueueName, job: Job<JobEnvelope>): OpenedJob {
    const handler = this.handlers.get(handlerKey(queue, job.name));
    if (!handler) throw new UnfitJobError(`There is no job ${queue}/${job.name}`);
    const { eventId, requestId, payload } = parseEnvelope(job.data, () => scheduledRun(job));
    const context = RequestContext.of(requestId);
    this.contexts.set(job, context);
    return { handler, eventId, context, payload: checkedPayload(queue, job.name, payload) };
  }

  /** What a line of the log says of the call that a job comes of; where it was another process's, without its span. */
  named(job: Job<JobEnvelope>): { requestId: string; traceId: string; spanId?: string } {
    const known = this.contexts.get(job);
    if (known) return known.named;
    const { requestId: origin } = parseEnvelope(job.data, () => scheduledRun(job));
    const { requestId, traceId } = RequestContext.of(origin).named;
    return { requestId, traceId };
  }

  /** Resolves when no try is under way any more. */
  async finished(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay.keys());
  }

  /** Ends every try; their jobs go back to the queue as they were, for another process. */
  handBack(): void {
    for (const end of this.underWay.values())
      end.abort(new PostponeJob(HANDED_BACK_FOR_MS, 'The worker stopped'));
  }

  private async work(queue: QueueName, job: Job<JobEnvelope>, signal: AbortSignal): Promise<void> {
    const { handler, eventId, context, payload } = this.open(queue, job);
    const startedAt = performance.now();
    const stop = jobSeconds.startTimer({ queue, name: job.name });
    try {
      await handler.handle(payload, { eventId, context, signal });
      if (signal.aborted) return;
      this.outcomes.count(queue, job.name, 'completed');
      const ms = Math.round((performance.now() - startedAt) * 10) / 10;
      // Nobody has asked for what goes by its own id: schedules, sweeps.
      const level = context.requestId === eventId ? 'debug' : 'info';
      this.logger[level]({ ...context.named, queue, job: job.name, jobId: job.id, ms }, 'job');
    } finally {
      stop();
    }
  }
}

/** Rejects with the reason of the abortion; a handler need not know of the signal to be ended by it. */
async function abortionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('Aborted'));
    signal.addEventListener('abort', end, { once: true });
  });
}

/**
 * Takes back the try that Bull is about to count.
 * @throws Error where the job was due so long ago that its tries count from now on.
 */
function postpone(job: Job<JobEnvelope>, error: PostponeJob): void {
  const dueAt = job.timestamp + (job.opts.delay ?? 0);
  if (Date.now() - dueAt > POSTPONED_AT_MOST_MS)
    throw new Error(`Put off for too long: ${error.message}`, { cause: error });
  job.attemptsMade -= 1;
}

/**
 * Bull takes it for a failed try where Redis refuses to note that a job was done: its lock ran out while Redis hung, or
 * Redis is loading its data. It has put down the time of the end by then, by which a job is known that was given up, and
 * one that was done would lie among the dead letters. The next try finds in the inbox that nothing is left to do.
 */
function putOffWhereUnnoted(job: Job<JobEnvelope>): void {
  const note = job.moveToCompleted.bind(job);
  job.moveToCompleted = (...args) =>
    note(...args).catch((error: unknown) => {
      job.finishedOn = undefined;
      const later = new PostponeJob(UNNOTED_FOR_MS, `Done, which Redis did not take: ${messageOf(error)}`);
      postpone(job, later);
      throw later;
    });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A run of a schedule: its id is the same on every replica and at every try. */
export function scheduledRun(job: Job<JobEnvelope>): JobEnvelope {
  const eventId = v5(String(job.id), RUN_NAMESPACE);
  return { eventId, requestId: eventId, payload: {} };
}
