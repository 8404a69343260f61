import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import {
  appendEvent,
  AuditTrail,
  JobRuns,
  sessionOf,
  UnitOfWork,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { DATA_EXPORT, EXPORT_AGAIN_SECONDS, EXPORT_SECONDS } from '../../domain/leaving/retention';
import { UserRepository } from '../ports/user.repository';

/** Takes requests for everything that is held on a person. */
@Injectable()
export class DataExportRequests {
  constructor(
    private readonly users: UserRepository,
    private readonly jobs: JobRuns,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  /** Gives the job; within an hour, the one that there is. The account's lock lets two at once be one. */
  async request(ctx: RequestContext): Promise<Id> {
    const { userId } = sessionOf(ctx);
    return this.unitOfWork.run(ctx, async (tx) => {
      if (!(await this.users.lock(tx, userId))) throw sessionHasEnded();
      const recent = await this.jobs.recent(tx, userId, DATA_EXPORT, EXPORT_AGAIN_SECONDS);
      return recent ?? this.begin(tx, ctx, userId, EXPORT_SECONDS);
    });
  }

  /**
   * Begins an export in the transaction of whoever wants it.
   * @param keepSeconds how long its file is kept
   */
  async begin(tx: Transaction, ctx: RequestContext, userId: Id, keepSeconds: number): Promise<Id> {
    const jobId = await this.jobs.create(tx, { userId, type: DATA_EXPORT, personal: true, keepSeconds });
    const resource = { type: 'user', id: userId };
    await appendEvent(tx, ctx, { name: 'user.export-requested', payload: { userId, jobId }, resource });
    this.audit.record(tx, ctx, { action: 'user.export.requested', resource, after: { jobId } });
    return jobId;
  }
}

/** The account was deleted while the request was on its way. */
export function sessionHasEnded(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('INVALID_TOKEN', 'This session has ended');
}
