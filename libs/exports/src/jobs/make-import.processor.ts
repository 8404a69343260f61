import { Injectable } from '@nestjs/common';
import {
  FollowedJobHandler,
  FollowedJobs,
  HandlesJob,
  type FollowedJob,
  type JobOutcome,
  type RequestContext,
} from '@almanac/platform';
import { ImportMaking } from '../application/imports/import-making';

/** Makes a planner of a file, of whatever format. */
@Injectable()
@HandlesJob('exports', 'make-import')
export class MakeImportProcessor extends FollowedJobHandler {
  protected readonly apology = 'The file could not be imported; please send it again';

  constructor(
    jobs: FollowedJobs,
    private readonly making: ImportMaking,
  ) {
    super(jobs);
  }

  protected work(job: FollowedJob, context: RequestContext): Promise<JobOutcome> {
    return this.making.make(context, job);
  }
}
