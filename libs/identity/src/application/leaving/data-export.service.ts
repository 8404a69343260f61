import { Injectable } from '@nestjs/common';
import {
  appendEvent,
  ExportArchive,
  ExportFiles,
  Snapshots,
  type FollowedJob,
  type JobOutcome,
  type RequestContext,
  type StoredFile,
} from '@almanac/platform';

/** Makes exports of everything that is held on a person. */
@Injectable()
export class DataExportService {
  constructor(
    private readonly files: ExportFiles,
    private readonly snapshots: Snapshots,
    private readonly archive: ExportArchive,
  ) {}

  /** One try. The person is told once, in the transaction that completes the job. */
  async make(ctx: RequestContext, job: FollowedJob): Promise<JobOutcome> {
    const { id: jobId, userId } = job;
    return {
      file: await this.write(job),
      whenCompleted: async (tx) => {
        await appendEvent(tx, ctx, {
          name: 'user.export-ready',
          payload: { userId, jobId },
          resource: { type: 'job', id: jobId },
        });
      },
    };
  }

  private write(job: FollowedJob): Promise<StoredFile> {
    return this.snapshots.within(async (snapshot) => {
      await job.progress(0, 'counting');
      const begin = await this.archive.of(snapshot, job.userId, (part, rows, of) =>
        job.progress(of === 0 ? 0 : (rows * 100) / of, part),
      );
      return this.files.write(job, 'zip', begin, job.signal);
    });
  }
}
