import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { newId, type Id } from '@almanac/kernel';
import { Database, statement, type Queryable, type Transaction } from '../database';
import type { StoredFile } from './export-files';

export interface NewJob {
  userId: Id;
  type: string;
  personal: boolean;
  /** How long its file is kept once it is there. */
  keepSeconds: number;
}

/** A job that this process works on. */
export interface ClaimedJob {
  id: Id;
  userId: Id;
  /** Of this claim: whoever claims the job later gets a higher one. */
  attempt: number;
}

/** The job was cancelled, removed or taken over by another worker: this try has to stop. */
export class JobIsOver extends Error {
  override readonly name = 'JobIsOver';
}

const insert = statement(
  'jobs.insert',
  'INSERT INTO jobs (id, user_id, type, personal, keep_seconds) VALUES ($1, $2, $3, $4, $5)',
);
const selectRecent = statement<{ id: Id }>(
  'jobs.recent',
  `SELECT id FROM jobs
    WHERE user_id = $1 AND type = $2 AND status IN ('queued', 'active', 'completed')
      AND created_at > now() - make_interval(secs => $3::integer)
    ORDER BY created_at DESC, id DESC LIMIT 1`,
);
/** An active one too: its worker may have died. Should it live, its claim is an old one from here on. */
const claim = statement<ClaimedJob>(
  'jobs.claim',
  `UPDATE jobs
      SET status = 'active', attempt = attempt + 1, progress = 0, step = NULL,
          started_at = coalesce(started_at, clock_timestamp())
    WHERE id = $1 AND status IN ('queued', 'active')
   RETURNING id, user_id AS "userId", attempt`,
);
const MINE = `id = $1 AND attempt = $2 AND status = 'active'`;
const progress = statement(
  'jobs.progress',
  `UPDATE jobs SET progress = $3, step = $4 WHERE ${MINE} RETURNING id`,
);
const complete = statement(
  'jobs.complete',
  `UPDATE jobs
      SET status = 'completed', progress = 100, step = NULL, finished_at = clock_timestamp(), file_name = $3,
          file_size = $4, expires_at = clock_timestamp() + make_interval(secs => keep_seconds)
    WHERE ${MINE} RETURNING id`,
);
const fail = statement(
  'jobs.fail',
  `UPDATE jobs SET status = 'failed', step = NULL, error = $2, finished_at = clock_timestamp()
    WHERE id = $1 AND status IN ('queued', 'active')`,
);
const selectKept = statement<{ until: Date }>(
  'jobs.file-kept-until',
  'SELECT expires_at AS until FROM jobs WHERE id = $1 AND file_name IS NOT NULL AND expires_at > now()',
);
/** Longer than all tries of a job take together: nobody works on it any more. */
const failLost = statement<{ count: number }>(
  'jobs.fail-lost',
  `WITH lost AS (
     UPDATE jobs SET status = 'failed', step = NULL, error = $1, finished_at = clock_timestamp()
      WHERE status IN ('queued', 'active') AND created_at < now() - interval '2 days' RETURNING id)
   SELECT count(*)::int AS count FROM lost`,
);
const forgetOld = statement<{ count: number }>(
  'jobs.forget-old',
  `WITH gone AS (
     DELETE FROM jobs WHERE created_at < now() - interval '30 days' AND finished_at < now() - interval '30 days'
      RETURNING id)
   SELECT count(*)::int AS count FROM gone`,
);

/**
 * The life of jobs: queued → active → completed, failed or cancelled. A worker claims a job and works under that
 * claim; a claim that is not the newest, or whose job is over, changes nothing.
 */
@Injectable()
export class JobRuns {
  constructor(private readonly database: Database) {}

  /** A job, in the transaction that also writes the event which lets the worker take it up. */
  async create(tx: Transaction, { userId, type, personal, keepSeconds }: NewJob): Promise<Id> {
    const id = newId();
    await tx.query(insert, [id, userId, type, personal, keepSeconds]);
    return id;
  }

  /** The newest of the person's jobs of the type that is no older, unless it came to nothing. */
  async recent(tx: Transaction, userId: Id, type: string, seconds: number): Promise<Id | undefined> {
    return (await tx.query(selectRecent, [userId, type, seconds]))[0]?.id;
  }

  /** Undefined where there is nothing to do any more. */
  async claim(jobId: Id): Promise<ClaimedJob | undefined> {
    return (await this.database.query(claim, [jobId]))[0];
  }

  /**
   * @param percent 0 to 99
   * @throws JobIsOver
   */
  async progress({ id, attempt }: ClaimedJob, percent: number, step: string): Promise<void> {
    const rows = await this.database.query(progress, [id, attempt, percent, step]);
    if (rows.length === 0) throw new JobIsOver();
  }

  /** Its file is there. False where the job is over; then nothing was written. */
  async complete(tx: Transaction, { id, attempt }: ClaimedJob, file: StoredFile): Promise<boolean> {
    return (await tx.query(complete, [id, attempt, file.name, file.size])).length > 0;
  }

  /** Undefined where it has no file, or none any more. */
  async fileKeptUntil(queryable: Queryable, jobId: Id): Promise<Date | undefined> {
    return (await queryable.query(selectKept, [jobId]))[0]?.until;
  }

  /** All tries have failed. */
  async fail(jobId: Id, message: string): Promise<void> {
    await this.database.query(fail, [jobId, JSON.stringify(failure(message))]);
  }

  /** Ends what nobody works on any more, and forgets what has long ended. Gives how many jobs that were. */
  async tidy(queryable: Queryable): Promise<number> {
    const lost = failure('The job did not come to an end; please start it again');
    const [failed] = await queryable.query(failLost, [JSON.stringify(lost)]);
    const [forgotten] = await queryable.query(forgetOld, []);
    return (failed?.count ?? 0) + (forgotten?.count ?? 0);
  }
}

function failure(message: string): { code: ErrorCode; message: string } {
  return { code: 'INTERNAL_ERROR', message };
}
