import type { Id } from '@almanac/kernel';
import type { RequestContext } from '../context';
import type { JobContext } from '../queue/job-handler';
import type { FollowedJobs, FollowedJob, JobOutcome } from './followed-jobs';

/**
 * A handler of a job that its owner follows at `/jobs/:id`. Its payload is the job's id; everything else stands in the
 * row. Whoever extends it says what the work is, and nothing else:
 *
 *     @HandlesJob('exports', 'planner-pdf')
 *     export class PlannerPdfProcessor extends FollowedJobHandler {
 *       protected readonly apology = 'The PDF could not be made; please ask for it again';
 *       protected async work(job: FollowedJob) { … await job.progress(40, 'pages'); … return { file }; }
 *     }
 */
export abstract class FollowedJobHandler {
  constructor(private readonly jobs: FollowedJobs) {}

  /** What the owner is told when all tries have failed. */
  protected abstract readonly apology: string;

  /** May be begun more than once; what it returns is kept once. */
  protected abstract work(job: FollowedJob, context: RequestContext): Promise<JobOutcome>;

  async handle({ jobId }: { jobId: Id }, { context, signal }: JobContext): Promise<void> {
    await this.jobs.run(context, jobId, (job) => this.work(job, context), signal);
  }

  async gaveUp({ jobId }: { jobId: Id }, { context }: JobContext): Promise<void> {
    await this.jobs.giveUp(context, jobId, this.apology);
  }
}
