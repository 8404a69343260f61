import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import {
  appendEvent,
  AuditTrail,
  callerOf,
  Config,
  JobRuns,
  UnitOfWork,
  type RequestContext,
} from '@almanac/platform';
import { ExportKinds } from './export-kinds';

/** How long a file is kept, and its link good, in seconds (spec: exports-files.md). */
export const KEPT_SECONDS = 86_400;
/** The beginning of the types of their jobs. */
export const EXPORT_JOBS = 'export-';

/** What is kept with the job. */
export const keptInput = z.object({ timeZone: z.string(), input: z.unknown() });

/** The kind of export that a job is of. */
export function kindOf(jobType: string): string {
  return jobType.slice(EXPORT_JOBS.length);
}

/** Takes requests for exports: who may have it gets a job, in one transaction with what sets it off. */
@Injectable()
export class ExportService {
  constructor(
    private readonly kinds: ExportKinds,
    private readonly jobs: JobRuns,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly config: Config,
  ) {}

  /**
   * @param waitMs so long the request is going to wait for its end
   * @throws DomainError RATE_LIMIT_EXCEEDED, or whatever the kind refuses with
   */
  async request(context: RequestContext, name: string, input: unknown, waitMs: number): Promise<Id> {
    const kind = this.kinds.of(name);
    const { userId, timeZone } = callerOf(context);
    return this.unitOfWork.run(context, async (tx) => {
      await kind.checkKept(context, input);
      const open = await this.jobs.holdOpen(tx, userId, EXPORT_JOBS);
      if (open >= this.config.MAX_OPEN_EXPORTS) throw tooMany(this.config.MAX_OPEN_EXPORTS);
      const jobId = await this.jobs.create(tx, {
        userId,
        type: EXPORT_JOBS + name,
        personal: false,
        needs: kind.needs,
        keepSeconds: KEPT_SECONDS,
        awaitedMs: waitMs,
        input: { timeZone, input } satisfies z.infer<typeof keptInput>,
      });
      await appendEvent(tx, context, {
        name: 'export.requested',
        payload: { userId, jobId },
        resource: { type: 'job', id: jobId },
      });
      this.audit.record(tx, context, { ...kind.auditKept(input), after: { format: name, jobId } });
      return jobId;
    });
  }
}

function tooMany(limit: number): DomainError<ErrorCode> {
  const message = `You have ${limit} exports under way; wait for one of them, or cancel one`;
  return new DomainError<ErrorCode>('RATE_LIMIT_EXCEEDED', message, { limit }, 10);
}
