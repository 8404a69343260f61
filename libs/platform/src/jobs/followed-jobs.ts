import { Inject, Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import type { RequestContext } from '../context';
import { UnitOfWork, type Transaction } from '../database';
import { LOGGER, type PinoLogger } from '../logging';
import { ExportFiles } from './export-files';
import { JobChanges } from './job-changes';
import { failure, JobIsOver, JobRuns, type ClaimedJob, type JobError, type JobResult } from './job-runs';

/** A job as its handler has it in hand. */
export interface FollowedJob extends Omit<ClaimedJob, 'needs'> {
  /**
   * Aborted when the job is cancelled, removed or taken over by another worker, in whatever process that happens: what
   * the handler waits for should end with it.
   */
  readonly signal: AbortSignal;
  /**
   * How far it is, for whoever follows it. May be called as often as one likes: it is written down some times a second.
   * @param percent 0 to 100; it never goes back
   * @throws JobIsOver as soon as `signal` is aborted
   */
  progress(percent: number, step: string): Promise<void>;
}

/** What a handler has made. */
export interface JobOutcome extends JobResult {
  /** Written in the transaction that completes the job: it happens once, or not at all. */
  whenCompleted?: (tx: Transaction) => Promise<void>;
}

/** Thrown by a handler where no other try would do better, as what the person gave is at fault: they are told why. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed';

  constructor(readonly error: JobError) {
    super(error.message);
  }
}

/** How often a worker asks by itself whether its job was cancelled: hints are lost while Redis is away. */
const LOOK_MS = 2000;
/** Progress is written down no more often. */
const PROGRESS_MS = 250;

interface Progress {
  percent: number;
  step: string;
}

/** One try of a job, under its claim. */
class JobTry implements FollowedJob {
  readonly id: Id;
  readonly userId: Id;
  readonly type: string;
  readonly personal: boolean;
  readonly input: unknown;
  readonly attempt: number;
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly forget: () => void;
  private told: Progress = { percent: 0, step: '' };
  private toldAt = -Infinity;
  private later: NodeJS.Timeout | undefined;

  constructor(
    private readonly claimed: ClaimedJob,
    private readonly runs: JobRuns,
    changes: JobChanges,
    outer: AbortSignal | undefined,
  ) {
    this.id = claimed.id;
    this.userId = claimed.userId;
    this.type = claimed.type;
    this.personal = claimed.personal;
    this.input = claimed.input;
    this.attempt = claimed.attempt;
    // What it says of its own progress is no news to it.
    this.forget = changes.listen(claimed.id, ['state'], () => void this.look());
    this.timer = setInterval(() => void this.look(), LOOK_MS);
    this.timer.unref();
    if (outer?.aborted) this.controller.abort(outer.reason);
    outer?.addEventListener('abort', () => this.controller.abort(outer.reason), { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  async progress(percent: number, step: string): Promise<void> {
    this.signal.throwIfAborted();
    const whole = Math.max(this.told.percent, Math.min(99, Math.floor(percent)));
    if (whole === this.told.percent && step === this.told.step) return;
    this.told = { percent: whole, step };
    const wait = this.toldAt + PROGRESS_MS - performance.now();
    if (wait <= 0) await this.write();
    // The last of many in a row must not be lost: a long silence may follow.
    else this.later ??= setTimeout(() => void this.write().catch(() => undefined), wait).unref();
  }

  private async write(): Promise<void> {
    clearTimeout(this.later);
    this.later = undefined;
    this.toldAt = performance.now();
    const { percent, step } = this.told;
    try {
      await this.runs.progress(this.claimed, percent, step);
    } catch (error) {
      if (error instanceof JobIsOver) this.controller.abort(error);
      throw error;
    }
  }

  /** Whether the job went on without this try. */
  get isOver(): boolean {
    return this.signal.reason instanceof JobIsOver;
  }

  end(): void {
    clearInterval(this.timer);
    clearTimeout(this.later);
    this.forget();
  }

  private async look(): Promise<void> {
    // A database that does not answer says nothing about the job.
    const mine = await this.runs.isMine(this.claimed).catch(() => true);
    if (!mine && !this.signal.aborted) this.controller.abort(new JobIsOver());
  }
}

/**
 * Runs the tries of jobs that people follow: claims, passes progress and cancellation on, and completes. However often
 * a job is begun, and wherever it is cut off, it ends once; what an overtaken try has made is thrown away.
 */
@Injectable()
export class FollowedJobs {
  constructor(
    private readonly runs: JobRuns,
    private readonly changes: JobChanges,
    private readonly files: ExportFiles,
    private readonly unitOfWork: UnitOfWork,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  /**
   * One try. Returns, too, where there is nothing to do any more.
   * @param outer ends the try without ending the job
   * @throws whatever the work throws: then the queue tries again
   */
  async run(
    context: RequestContext,
    jobId: Id,
    work: (job: FollowedJob) => Promise<JobOutcome>,
    outer?: AbortSignal,
  ): Promise<void> {
    const claimed = await this.runs.claim(jobId);
    if (!claimed) return;
    const job = new JobTry(claimed, this.runs, this.changes, outer);
    try {
      await this.complete(context, claimed, await work(job));
    } catch (error) {
      const isOver =
        error instanceof JobFailed
          ? !(await this.runs.failTry(context, claimed, error.error))
          : // What it threw follows from that it was told to stop.
            job.isOver || error instanceof JobIsOver;
      if (isOver) this.logger.info({ jobId }, 'a job stopped early');
      else if (!(error instanceof JobFailed)) throw error;
    } finally {
      job.end();
    }
  }

  /** No try is left. */
  async giveUp(context: RequestContext, jobId: Id, message: string): Promise<void> {
    await this.runs.fail(context, jobId, failure(message));
  }

  private async complete(context: RequestContext, job: ClaimedJob, outcome: JobOutcome): Promise<void> {
    const completed = await this.unitOfWork.run(context, async (tx) => {
      if (!(await this.runs.complete(tx, context, job, outcome))) return false;
      await outcome.whenCompleted?.(tx);
      return true;
    });
    if (!completed && outcome.file) await this.files.remove(outcome.file.name);
  }
}
