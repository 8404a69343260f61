import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Database, statement, type Queryable } from '../database';

/** How long after its wait a request may take to be answered, and to say so, in milliseconds. */
export const ANSWERING_MS = 5000;

/** What is known of whether somebody was answered with the end of a job. */
export interface JobAnswer {
  answered: boolean;
  /** So long it may still be that somebody is, in milliseconds; 0 where nobody is any more. */
  openMs: number;
}

const note = statement('jobs.note-answer', 'UPDATE jobs SET answered = true WHERE id = $1 AND NOT answered');
const select = statement<JobAnswer & Record<string, unknown>>(
  'jobs.answer',
  `SELECT answered, greatest(0, coalesce(ceil(extract(epoch FROM awaited_until - clock_timestamp()) * 1000), 0))::int
          AS "openMs"
     FROM jobs WHERE id = $1`,
);

/**
 * Who waits for a job and is answered with its end need not be told of it by other ways. A request that breaks off, whose
 * process dies or which was answered before notes nothing: once its time is over, its owner is told.
 */
@Injectable()
export class JobAnswers {
  constructor(private readonly database: Database) {}

  /** Once the answer is handed over, and not before. */
  async note(jobId: Id): Promise<void> {
    await this.database.query(note, [jobId]);
  }

  async of(queryable: Queryable, jobId: Id): Promise<JobAnswer> {
    const [found] = await queryable.query(select, [jobId]);
    return found ?? { answered: false, openMs: 0 };
  }
}
