import { Injectable } from '@nestjs/common';
import {
  FollowedJobHandler,
  FollowedJobs,
  HandlesJob,
  type FollowedJob,
  type JobOutcome,
  type RequestContext,
} from '@almanac/platform';
import { DataExportService } from '../../application/leaving/data-export.service';

/** Makes an export of everything that is held on a person. */
@Injectable()
@HandlesJob('exports', 'data-export')
export class DataExportProcessor extends FollowedJobHandler {
  protected readonly apology = 'The export could not be made; please ask for it again';

  constructor(
    jobs: FollowedJobs,
    private readonly exports: DataExportService,
  ) {
    super(jobs);
  }

  protected work(job: FollowedJob, context: RequestContext): Promise<JobOutcome> {
    return this.exports.make(context, job);
  }
}
