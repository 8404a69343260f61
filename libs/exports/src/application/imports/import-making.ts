import { buffer } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { missingPermissions, newId } from '@almanac/kernel';
import {
  callerOf,
  ExportFiles,
  JobFailed,
  type FollowedJob,
  type JobOutcome,
  type RequestContext,
} from '@almanac/platform';
import { sizeOf } from '../../domain/imports/reading';
import { JobPerson, refusedAsFailed } from '../job-person';
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
    private readonly person: JobPerson,
  ) {}

  /** One try. */
  async make(system: RequestContext, job: FollowedJob): Promise<JobOutcome> {
    const { format, file, strict, timeZone, title } = keptImport.parse(job.input);
    const context = await this.person.contextOf(system, job.userId, timeZone);
    if (missingPermissions(callerOf(context).permissions, importAccess).length > 0)
      throw new JobFailed({ code: 'FORBIDDEN', message: 'You may not make planners any more' });
    await job.progress(0, 'reading');
    const stored = await this.files.open(file);
    if (!stored)
      throw new JobFailed({ code: 'GONE', message: 'The file is not there any more; send it again' });
    const reading = await refusedAsFailed(
      buffer(stored).then((bytes) => this.reader.read(format, bytes, title)),
    );
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
      },
    };
  }
}
