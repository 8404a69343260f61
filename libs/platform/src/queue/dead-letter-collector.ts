import { Inject, Injectable } from '@nestjs/common';
import type { Job, Queue } from 'bull';
import type { QueueName } from '@almanac/contracts';
import { newId } from '@almanac/kernel';
import { Database, statement } from '../database';
import { textWithoutSecrets } from '../dead-letters/without-secrets';
import { parseEnvelope, type JobEnvelope } from './job-envelope';
import { QUEUES } from './job-queue';
import { scheduledRun } from './job-tries';

/** Younger ones are in the hands of the process that saw them fail. */
const LEFT_BEHIND_AFTER_MS = 5000;
const BATCH = 100;

/**
 * A death that was laid down already changes nothing, whatever became of the letter since; a later death of the same
 * job opens it again.
 */
const lay = statement(
  'dead-letters.lay',
  `INSERT INTO dead_letters (id, queue, name, job_id, event_id, request_id, payload, attempts, error, stack, failed_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
   ON CONFLICT ON CONSTRAINT dead_letters_queue_job_id_key DO UPDATE
      SET status = 'open', settled_at = NULL, attempts = excluded.attempts, error = excluded.error,
          stack = excluded.stack, failed_at = excluded.failed_at
    WHERE dead_letters.failed_at < excluded.failed_at`,
);

/**
 * Moves jobs that have used up their tries from Redis to PostgreSQL, where they survive (docs/adr/0088). Written
 * first, taken away after: a process that dies in between leaves a job that the next sweep takes up.
 */
@Injectable()
export class DeadLetterCollector {
  constructor(
    private readonly database: Database,
    @Inject(QUEUES) private readonly queues: ReadonlyMap<QueueName, Queue<JobEnvelope>>,
  ) {}

  async collect(queue: QueueName, job: Job<JobEnvelope>): Promise<void> {
    const { eventId, requestId, payload } = parseEnvelope(job.data, () => scheduledRun(job));
    const reason = textWithoutSecrets(job.failedReason ?? 'unknown');
    const stack = job.stacktrace.at(-1);
    await this.database.query(lay, [
      newId(),
      queue,
      job.name,
      String(job.id),
      eventId,
      requestId,
      JSON.stringify(payload ?? {}),
      job.attemptsMade,
      reason,
      stack === undefined ? null : textWithoutSecrets(stack),
      new Date(job.finishedOn ?? Date.now()),
    ]);
    await job.remove();
  }

  /** Jobs that nobody has laid down: their worker died, or PostgreSQL was away. */
  async leftBehind(): Promise<{ queue: QueueName; job: Job<JobEnvelope> }[]> {
    const found: { queue: QueueName; job: Job<JobEnvelope> }[] = [];
    for (const [queue, bull] of this.queues) {
      const failed = (await bull.getFailed(0, BATCH - 1)) as (Job<JobEnvelope> | null)[];
      for (const job of failed)
        if (job && Date.now() - (job.finishedOn ?? 0) > LEFT_BEHIND_AFTER_MS) found.push({ queue, job });
    }
    return found;
  }
}
