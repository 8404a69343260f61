import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  appendEvent,
  ExportArchive,
  ExportFiles,
  JobIsOver,
  JobRuns,
  Snapshots,
  UnitOfWork,
  type ClaimedJob,
  type RequestContext,
  type StoredFile,
} from '@almanac/platform';

/** Makes exports of everything that is held on a person. */
@Injectable()
export class DataExportService {
  constructor(
    private readonly runs: JobRuns,
    private readonly files: ExportFiles,
    private readonly snapshots: Snapshots,
    private readonly archive: ExportArchive,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * One try. However often it is begun, and wherever it is cut off, the job is completed once and told of once:
   * a try that another has overtaken throws its file away.
   */
  async run(ctx: RequestContext, jobId: Id): Promise<void> {
    const job = await this.runs.claim(jobId);
    if (!job) return;
    try {
      const file = await this.write(job);
      if (!(await this.complete(ctx, job, file))) await this.files.remove(file.name);
    } catch (error) {
      if (!(error instanceof JobIsOver)) throw error;
    }
  }

  async giveUp(jobId: Id): Promise<void> {
    await this.runs.fail(jobId, 'The export could not be made; please ask for it again');
  }

  private write(job: ClaimedJob): Promise<StoredFile> {
    return this.snapshots.within((snapshot) =>
      this.files.write(job, 'zip', () =>
        this.archive.of(snapshot, job.userId, (part, index, of) =>
          this.runs.progress(job, Math.floor((index * 100) / of), part),
        ),
      ),
    );
  }

  private complete(ctx: RequestContext, job: ClaimedJob, file: StoredFile): Promise<boolean> {
    const { id: jobId, userId } = job;
    return this.unitOfWork.run(ctx, async (tx) => {
      if (!(await this.runs.complete(tx, job, file))) return false;
      await appendEvent(tx, ctx, {
        name: 'user.export-ready',
        payload: { userId, jobId },
        resource: { type: 'job', id: jobId },
      });
      return true;
    });
  }
}
