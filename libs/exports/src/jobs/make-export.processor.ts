import { Injectable } from '@nestjs/common';
import {
  FollowedJobHandler,
  FollowedJobs,
  HandlesJob,
  type FollowedJob,
  type JobOutcome,
  type RequestContext,
} from '@almanac/platform';
import { ExportMaking } from '../application/export-making';

/** Makes the file of an export, of whatever kind. */
@Injectable()
@HandlesJob('exports', 'make-export')
export class MakeExportProcessor extends FollowedJobHandler {
  protected readonly apology = 'The export could not be made; please ask for it again';

  constructor(
    jobs: FollowedJobs,
    private readonly making: ExportMaking,
  ) {
    super(jobs);
  }

  protected work(job: FollowedJob, context: RequestContext): Promise<JobOutcome> {
    return this.making.make(context, job);
  }
}
