import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import {
  Database,
  ExportFiles,
  JobFailed,
  People,
  RequestContext,
  type FollowedJob,
  type JobOutcome,
} from '@almanac/platform';
import { ExportKinds } from './export-kinds';
import { keptInput, kindOf } from './export.service';

/**
 * Makes the files of exports in the worker, for whoever asked, with what they may do now: a request that was allowed is
 * no promise. What they may no longer see once the file is written is thrown away.
 */
@Injectable()
export class ExportMaking {
  constructor(
    private readonly kinds: ExportKinds,
    private readonly people: People,
    private readonly database: Database,
    private readonly files: ExportFiles,
  ) {}

  /** One try. */
  async make(system: RequestContext, job: FollowedJob): Promise<JobOutcome> {
    const kind = this.kinds.of(kindOf(job.type));
    const { timeZone, input } = keptInput.parse(job.input);
    const context = await this.contextOf(system, job.userId, timeZone);
    const outcome = await refusedAsFailed(kind.workOnKept(input, { job, context, timeZone }));
    try {
      const now = await this.contextOf(system, job.userId, timeZone);
      await refusedAsFailed(kind.checkKept(now, input));
      return outcome;
    } catch (error) {
      if (outcome.file) await this.files.remove(outcome.file.name);
      throw error;
    }
  }

  /** Nobody is signed in here; what the person may do is looked up anew. */
  private async contextOf(system: RequestContext, userId: Id, timeZone: string): Promise<RequestContext> {
    const [inUse] = await this.people.inUse(this.database, [userId]);
    const holder = inUse === undefined ? undefined : await this.people.holder(this.database, userId);
    if (!holder) throw new JobFailed({ code: 'FORBIDDEN', message: 'This account is not in use' });
    const principal = { ...holder, sessionId: undefined, apiKeyId: undefined, timeZone };
    return new RequestContext(system.requestId, principal, undefined, undefined);
  }
}

/** Another try would be refused just so; the person is told why. */
async function refusedAsFailed<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DomainError)
      throw new JobFailed({ code: error.code as ErrorCode, message: error.message });
    throw error;
  }
}
