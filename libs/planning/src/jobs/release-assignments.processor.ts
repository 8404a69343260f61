import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { AssignmentRelease } from '../application/activity-parts/assignment-release';

/** Takes people off activities that they may no longer see. Doing it twice does no harm. */
@Injectable()
@HandlesJob('maintenance', 'release-assignments')
export class ReleaseAssignmentsProcessor implements JobHandler<'maintenance', 'release-assignments'> {
  constructor(private readonly assignments: AssignmentRelease) {}

  async handle(
    { userId }: JobPayload<'maintenance', 'release-assignments'>,
    { context }: JobContext,
  ): Promise<void> {
    await this.assignments.run(context, userId);
  }
}
