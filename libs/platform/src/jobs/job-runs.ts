import { Injectable } from '@nestjs/common';
import type { DomainEvents, ErrorCode, Permission } from '@almanac/contracts';
import { newId, type Id } from '@almanac/kernel';
import type { RequestContext } from '../context';
import { appendEvent, Database, statement, UnitOfWork, type Queryable, type Transaction } from '../database';
import { safeFileName } from '../storage';
import type { StoredFile } from './export-files';
import { ANSWERING_MS } from './job-answers';
import { JobChanges, type JobChange } from './job-changes';
import { forWhom } from './job-event.router';
import { maySql } from './job-status';

export interface NewJob {
  /** Where a file of it is named by its id before it is there (ExportFiles); left out, it gets one. */
  id?: Id;
  userId: Id;
  type: string;
  /** For the person alone, signed in themselves. */
  personal: boolean;
  /** Permissions that it takes to see it, all of them: where its result leads to what they are for. */
  needs?: readonly Permission[];
  /** How long its file is kept once it is there; left out where it makes none. */
  keepSeconds?: number;
  /** So long the request that asks for it waits for its end, to answer with it; left out where it does not wait. */
  awaitedMs?: number;
  /** What it works on. For the worker, never shown. */
  input?: unknown;
}

/** A job that this process works on. */
export interface ClaimedJob {
  id: Id;
  userId: Id;
  type: string;
  /** For the person alone, signed in themselves. */
  personal: boolean;
  /** Permissions that it takes to see it, all of them. */
  needs: readonly string[];
  input: unknown;
  /** Of this claim: whoever claims the job later gets a higher one. */
  attempt: number;
}

/** What a job has made. */
export interface JobResult {
  file?: StoredFile | undefined;
  /**
   * The name that the file is saved under, such as `Spring launch.pdf`: it may hold what people write, and is made fit
   * for file systems and headers. Left out, it is the type of the job.
   */
  fileName?: string | undefined;
  /** Told beside its file; what a 200 would have answered. */
  result?: Readonly<Record<string, unknown>> | undefined;
}

export interface JobError {
  code: ErrorCode;
  message: string;
}

/** The job was cancelled, removed or taken over by another worker: this try has to stop. */
export class JobIsOver extends Error {
  override readonly name = 'JobIsOver';
}

type Ended = Pick<DomainEvents['job.finished'], 'userId' | 'type' | 'personal' | 'needs'> & { id: Id };

const OF_IT = 'id, user_id AS "userId", type, personal, needs';
const insert = statement(
  'jobs.insert',
  `INSERT INTO jobs (id, user_id, type, personal, keep_seconds, input, needs, awaited_until)
   VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + make_interval(secs => $8::double precision))`,
);
const selectRecent = statement<{ id: Id }>(
  'jobs.recent',
  `SELECT id FROM jobs
    WHERE user_id = $1 AND type = $2 AND status IN ('queued', 'active', 'completed')
      AND created_at > now() - make_interval(secs => $3::integer)
    ORDER BY created_at DESC, id DESC LIMIT 1`,
);
const lockOpen = statement(
  'jobs.lock-open',
  `SELECT pg_advisory_xact_lock(hashtextextended('jobs of ' || $1::text, 0))`,
);
const countOpen = statement<{ count: number }>(
  'jobs.count-open',
  `SELECT count(*)::int AS count FROM jobs
    WHERE user_id = $1 AND status IN ('queued', 'active') AND starts_with(type, $2)`,
);
/** An active one too: its worker may have died. Should it live, its claim is an old one from here on. */
const claim = statement<ClaimedJob & Record<string, unknown>>(
  'jobs.claim',
  `UPDATE jobs
      SET status = 'active', attempt = attempt + 1, progress = 0, step = NULL,
          started_at = coalesce(started_at, clock_timestamp())
    WHERE id = $1 AND (${maySql('status', 'active')} OR status = 'active')
   RETURNING ${OF_IT}, input, attempt`,
);
const MINE = `id = $1 AND attempt = $2 AND status = 'active'`;
const selectMine = statement('jobs.mine', `SELECT id FROM jobs WHERE ${MINE}`);
const progress = statement(
  'jobs.progress',
  `UPDATE jobs SET progress = greatest(progress, $3), step = $4 WHERE ${MINE} RETURNING id`,
);
const complete = statement<Ended>(
  'jobs.complete',
  `UPDATE jobs
      SET status = 'completed', progress = 100, step = NULL, finished_at = clock_timestamp(), file_name = $3::text,
          file_size = $4, result = $5, display_name = $6,
          expires_at = CASE WHEN $3::text IS NOT NULL THEN clock_timestamp() + make_interval(secs => keep_seconds) END
    WHERE ${MINE} RETURNING ${OF_IT}`,
);
const fail = statement<Ended>(
  'jobs.fail',
  `UPDATE jobs SET status = 'failed', step = NULL, error = $2, finished_at = clock_timestamp()
    WHERE id = $1 AND ${maySql('status', 'failed')} RETURNING ${OF_IT}`,
);
/** By the try that finds out; one that another has overtaken says nothing of the job any more. */
const failTry = statement<Ended>(
  'jobs.fail-try',
  `UPDATE jobs SET status = 'failed', step = NULL, error = $3, finished_at = clock_timestamp()
    WHERE ${MINE} RETURNING ${OF_IT}`,
);
const cancel = statement<Ended>(
  'jobs.cancel',
  `UPDATE jobs SET status = 'cancelled', step = NULL, finished_at = clock_timestamp()
    WHERE id = $1 AND ${maySql('status', 'cancelled')} RETURNING ${OF_IT}`,
);
const selectKept = statement<{ until: Date }>(
  'jobs.file-kept-until',
  'SELECT expires_at AS until FROM jobs WHERE id = $1 AND file_name IS NOT NULL AND expires_at > now()',
);
/** Longer than all tries of a job take together: nobody works on it any more. */
const failLost = statement<Ended>(
  'jobs.fail-lost',
  `UPDATE jobs SET status = 'failed', step = NULL, error = $1, finished_at = clock_timestamp()
    WHERE ${maySql('status', 'failed')} AND created_at < now() - interval '2 days' RETURNING ${OF_IT}`,
);
const forgetOld = statement<{ count: number }>(
  'jobs.forget-old',
  `WITH gone AS (
     DELETE FROM jobs WHERE created_at < now() - interval '30 days' AND finished_at < now() - interval '30 days'
      RETURNING id)
   SELECT count(*)::int AS count FROM gone`,
);

/**
 * The life of jobs: queued → active → completed, failed or cancelled (job-status.ts). A worker claims a job and works
 * under that claim; a claim that is not the newest, or whose job is over, changes nothing. Whoever ends a job announces
 * it in the same transaction, so it ends once.
 */
@Injectable()
export class JobRuns {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly changes: JobChanges,
  ) {}

  /** A job, in the transaction that also writes the event which lets the worker take it up. */
  async create(
    tx: Transaction,
    { id = newId(), userId, type, personal, needs = [], keepSeconds = 0, awaitedMs = 0, input }: NewJob,
  ): Promise<Id> {
    const kept = input === undefined ? null : JSON.stringify(input);
    // make_interval of nothing is nothing.
    const awaited = awaitedMs > 0 ? (awaitedMs + ANSWERING_MS) / 1000 : null;
    await tx.query(insert, [id, userId, type, personal, keepSeconds, kept, needs, awaited]);
    return id;
  }

  /** The newest of the person's jobs of the type that is no older, unless it came to nothing. */
  async recent(tx: Transaction, userId: Id, type: string, seconds: number): Promise<Id | undefined> {
    return (await tx.query(selectRecent, [userId, type, seconds]))[0]?.id;
  }

  /** How many jobs of these types the person has open; until the transaction ends, nobody else who asks gets an answer. */
  async holdOpen(tx: Transaction, userId: Id, typesFrom: string): Promise<number> {
    await tx.query(lockOpen, [userId]);
    return (await tx.query(countOpen, [userId, typesFrom]))[0]?.count ?? 0;
  }

  /** Undefined where there is nothing to do any more. */
  async claim(jobId: Id): Promise<ClaimedJob | undefined> {
    const [job] = await this.database.query(claim, [jobId]);
    if (job) this.say(job, 'state', 0, null);
    return job;
  }

  /** Whether the claim still holds. */
  async isMine({ id, attempt }: ClaimedJob): Promise<boolean> {
    return (await this.database.query(selectMine, [id, attempt])).length > 0;
  }

  /**
   * @param percent 0 to 99; one that is lower than before leaves it where it is
   * @throws JobIsOver
   */
  async progress(job: ClaimedJob, percent: number, step: string): Promise<void> {
    const rows = await this.database.query(progress, [job.id, job.attempt, percent, step]);
    if (rows.length === 0) throw new JobIsOver();
    this.say(job, 'progress', percent, step);
  }

  /** False where the job is over; then nothing was written. */
  async complete(
    tx: Transaction,
    context: RequestContext,
    { id, attempt, type }: ClaimedJob,
    { file, fileName, result }: JobResult,
  ): Promise<boolean> {
    const told = result === undefined ? null : JSON.stringify(result);
    const shown = file && fileName !== undefined ? safeFileName(fileName, type) : null;
    const values = [id, attempt, file?.name ?? null, file?.size ?? null, told, shown];
    return this.ended(tx, context, 'completed', await tx.query(complete, values));
  }

  /** For good, whoever works on it. False where it has ended already. */
  fail(context: RequestContext, jobId: Id, error: JobError): Promise<boolean> {
    return this.unitOfWork.run(context, async (tx) =>
      this.ended(tx, context, 'failed', await tx.query(fail, [jobId, JSON.stringify(error)])),
    );
  }

  /** For good, by the try that has it. False where the job is over, or another try has it by now. */
  failTry(context: RequestContext, { id, attempt }: ClaimedJob, error: JobError): Promise<boolean> {
    return this.unitOfWork.run(context, async (tx) =>
      this.ended(tx, context, 'failed', await tx.query(failTry, [id, attempt, JSON.stringify(error)])),
    );
  }

  /** Whoever works on it finds out soon. False where it has ended already. */
  async cancel(tx: Transaction, context: RequestContext, jobId: Id): Promise<boolean> {
    return this.ended(tx, context, 'cancelled', await tx.query(cancel, [jobId]));
  }

  /** Undefined where it has no file, or none any more. */
  async fileKeptUntil(queryable: Queryable, jobId: Id): Promise<Date | undefined> {
    return (await queryable.query(selectKept, [jobId]))[0]?.until;
  }

  /** Ends what nobody works on any more, and forgets what has long ended. Gives how many jobs that were. */
  async tidy(context: RequestContext): Promise<number> {
    const error = failure('The job did not come to an end; please start it again');
    const lost = await this.unitOfWork.run(context, async (tx) => {
      const jobs = await tx.query(failLost, [JSON.stringify(error)]);
      await this.ended(tx, context, 'failed', jobs);
      return jobs.length;
    });
    const [forgotten] = await this.database.query(forgetOld, []);
    return lost + (forgotten?.count ?? 0);
  }

  private async ended(
    tx: Transaction,
    context: RequestContext,
    status: DomainEvents['job.finished']['status'],
    jobs: readonly Ended[],
  ): Promise<boolean> {
    for (const { id, userId, type, personal, needs } of jobs) {
      await appendEvent(tx, context, {
        name: 'job.finished',
        payload: { jobId: id, userId, type, status, personal, needs },
        resource: { type: 'job', id },
      });
      tx.afterCommit(() => this.changes.say(id, 'state'));
    }
    return jobs.length > 0;
  }

  private say(job: ClaimedJob, change: JobChange, percent: number, step: string | null): void {
    const { id, userId, type } = job;
    this.changes.say(id, change);
    const data = {
      jobId: id,
      type,
      status: 'active',
      progress: percent,
      step,
      ...forWhom(job),
    } as const;
    this.changes.sayProgress(userId, data);
  }
}

/** What the owner is told of a job that failed through no fault of theirs. */
export function failure(message: string): JobError {
  return { code: 'INTERNAL_ERROR', message };
}
