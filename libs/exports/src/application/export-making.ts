import { Injectable } from '@nestjs/common';
import { ExportFiles, type FollowedJob, type JobOutcome, type RequestContext } from '@almanac/platform';
import { ExportKinds } from './export-kinds';
import { keptInput, kindOf } from './export.service';
import { JobPerson, refusedAsFailed } from './job-person';

/**
 * Makes the files of exports in the worker, for whoever asked, with what they may do now: a request that was allowed is
 * no promise. What they may no longer see once the file is written is thrown away.
 */
@Injectable()
export class ExportMaking {
  constructor(
    private readonly kinds: ExportKinds,
    private readonly person: JobPerson,
    private readonly files: ExportFiles,
  ) {}

  /** One try. */
  async make(system: RequestContext, job: FollowedJob): Promise<JobOutcome> {
    const kind = this.kinds.of(kindOf(job.type));
    const { timeZone, input } = keptInput.parse(job.input);
    const context = await this.person.contextOf(system, job.userId, timeZone);
    const outcome = await refusedAsFailed(kind.workOnKept(input, { job, context, timeZone }));
    try {
      const now = await this.person.contextOf(system, job.userId, timeZone);
      await refusedAsFailed(kind.checkKept(now, input));
      return outcome;
    } catch (error) {
      if (outcome.file) await this.files.remove(outcome.file.name);
      throw error;
    }
  }
}
