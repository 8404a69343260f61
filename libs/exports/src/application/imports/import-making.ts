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
import { activitiesOf, type Reading } from '../../domain/imports/reading';
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
    const { format, file, strict, timeZone, title, dryRun = false } = keptImport.parse(job.input);
    const context = await this.person.contextOf(system, job.userId, timeZone);
    if (missingPermissions(callerOf(context).permissions, importAccess).length > 0)
      throw new JobFailed({ code: 'FORBIDDEN', message: 'You may not make planners any more' });
    await job.progress(0, 'reading');
    const stored = await this.files.open(file);
    if (!stored)
      throw new JobFailed({ code: 'GONE', message: 'The file is not there any more; send it again' });
    const reading = await refusedAsFailed(
      piecesOf(stored).then((pieces) => this.reader.read(format, pieces, title)),
    );
    if (dryRun) return this.looked(context, job, reading).finally(() => reading.close());
    const checked = this.checked(context, job, reading, strict);
    const { draft, report } = await checked.finally(() => reading.close());
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

  /** What a dry run answers. */
  private async looked(context: RequestContext, job: FollowedJob, reading: Reading): Promise<JobOutcome> {
    const onActivity = await checking(job, reading);
    const preview = this.imports.preview(context, { reading }, onActivity);
    const { counts: willCreate, ...problems } = await refusedAsFailed(preview);
    return { result: { willCreate, ...problems } };
  }

  private async checked(context: RequestContext, job: FollowedJob, reading: Reading, strict: boolean) {
    const onActivity = await checking(job, reading);
    return refusedAsFailed(this.imports.accepted(context, reading, strict, onActivity));
  }
}

/** Tells how many activities are checked. */
async function checking(job: FollowedJob, { planner }: Reading): Promise<(done: number) => Promise<void>> {
  job.signal.throwIfAborted();
  const all = planner ? activitiesOf(planner) : 0;
  await job.progress(READ_PERCENT, 'checking');
  const share = (CHECKED_PERCENT - READ_PERCENT) / Math.max(all, 1);
  return (done) => job.progress(READ_PERCENT + share * done, 'checking');
}

async function piecesOf(content: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  return pieces;
}
