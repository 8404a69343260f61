import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { ErrorCode } from '@almanac/contracts';
import { conflict, DomainError, type Id } from '@almanac/kernel';
import { callerOf, JobAnswers, JobWaits, type RequestContext, type SeenJob } from '@almanac/platform';

/** A request that waits for its job. */
export interface Waiting {
  jobId: Id;
  waitMs: number;
  reply: FastifyReply;
}

/**
 * The ends of jobs, for requests that would rather answer with what was made. Whoever goes away while it waits costs
 * nothing more; the job goes on.
 */
@Injectable()
export class JobEnds {
  constructor(
    private readonly waits: JobWaits,
    private readonly answers: JobAnswers,
  ) {}

  /**
   * What the job has made; undefined where it did not end in this time. Whoever calls it answers with that, whatever it
   * is, as its owner is told nothing more of it.
   * @throws DomainError why it made nothing
   */
  async of(
    context: RequestContext,
    { jobId, waitMs, reply }: Waiting,
  ): Promise<SeenJob['result'] | undefined> {
    const job = await this.waits.end(callerOf(context), jobId, waitMs, leftBy(reply));
    if (!job) return undefined;
    // Where it cannot be noted, they are told of what they have: better than of nothing.
    reply.raw.once('finish', () => void this.answers.note(jobId).catch(() => undefined));
    return madeBy(job);
  }
}

function madeBy({ status, result, error }: SeenJob): SeenJob['result'] {
  if (status === 'completed') return result;
  if (error) throw new DomainError<ErrorCode>(error.code as ErrorCode, error.message);
  throw conflict('The job was cancelled');
}

/** Aborted when the connection is closed before the answer is sent. */
function leftBy({ raw }: FastifyReply): AbortSignal {
  const left = new AbortController();
  raw.once('close', () => left.abort());
  return left.signal;
}
