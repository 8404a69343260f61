import { buffer } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, missingPermissions, newId, type Id } from '@almanac/kernel';
import {
  Database,
  ExportFiles,
  JobFailed,
  People,
  RequestContext,
  type FollowedJob,
  type JobOutcome,
} from '@almanac/platform';
import { sizeOf } from '../../domain/imports/reading';
import { importAccess, ImportService, keptImport } from './import.service';
import { ImportReader } from './ports/import-reader';

/** Of the progress, what belongs to the reading; the rest is for what is checked. */
const READ_PERCENT = 10;
const CHECKED_PERCENT = 90;

/**
 * Imports in the worker. The planner is written in the transaction that completes the job: however often it is begun,
 * and wherever it is cut off, there is one planner, or none.
 */
@Injectable()
export class ImportMaking {
  constructor(
    private readonly imports: ImportService,
    private readonly reader: ImportReader,
    private readonly files: ExportFiles,
    private readonly people: People,
    private readonly database: Database,
  ) {}

  /** One try. */
  async make(system: RequestContext, job: FollowedJob): Promise<JobOutcome> {
    const { format, file, strict, timeZone } = keptImport.parse(job.input);
    const context = await this.contextOf(system, job.userId, timeZone);
    await job.progress(0, 'reading');
    const stored = await this.files.open(file);
    if (!stored)
      throw new JobFailed({ code: 'GONE', message: 'The file is not there any more; send it again' });
    const reading = await refusedAsFailed(buffer(stored).then((bytes) => this.reader.read(format, bytes)));
    job.signal.throwIfAborted();
    const all = reading.planner ? sizeOf(reading.planner).activities : 0;
    await job.progress(READ_PERCENT, 'checking');
    const { draft, report } = await refusedAsFailed(
      this.imports.accepted(context, reading, strict, async (done) => {
        await job.progress(
          READ_PERCENT + ((CHECKED_PERCENT - READ_PERCENT) * done) / Math.max(all, 1),
          'checking',
        );
      }),
    );
    await job.progress(CHECKED_PERCENT, 'writing');
    const plannerId = newId();
    const { counts: created, problems, problemsCount } = report;
    return {
      result: { plannerId, created, problems, problemsCount },
      whenCompleted: async (tx) => {
        await refusedAsFailed(
          this.imports.write(tx, context, { ...draft, id: plannerId }, { format, report }),
        );
        tx.afterCommit(() => this.files.remove(file));
      },
    };
  }

  /** Nobody is signed in here; what the person may do is looked up anew. */
  private async contextOf(system: RequestContext, userId: Id, timeZone: string): Promise<RequestContext> {
    const [inUse] = await this.people.inUse(this.database, [userId]);
    const holder = inUse === undefined ? undefined : await this.people.holder(this.database, userId);
    if (!holder) throw new JobFailed({ code: 'FORBIDDEN', message: 'This account is not in use' });
    if (missingPermissions(holder.permissions, importAccess).length > 0)
      throw new JobFailed({ code: 'FORBIDDEN', message: 'You may not make planners any more' });
    const principal = { ...holder, sessionId: undefined, apiKeyId: undefined, timeZone };
    return new RequestContext(system.requestId, principal, undefined, undefined);
  }
}

/** Another try would be refused just so; the person is told why. */
async function refusedAsFailed<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === 'SERVICE_UNAVAILABLE') throw error;
    const [first] = Array.isArray(error.details) ? (error.details as { message?: string }[]) : [];
    const message = [error.message, first?.message].filter((part) => part !== undefined).join(': ');
    throw new JobFailed({ code: error.code as ErrorCode, message: message.slice(0, 500) });
  }
}
