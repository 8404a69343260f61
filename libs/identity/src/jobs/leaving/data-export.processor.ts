import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { DataExportService } from '../../application/leaving/data-export.service';

/** Makes an export of everything that is held on a person. */
@Injectable()
@HandlesJob('exports', 'data-export')
export class DataExportProcessor implements JobHandler<'exports', 'data-export'> {
  constructor(private readonly exports: DataExportService) {}

  async handle({ jobId }: JobPayload<'exports', 'data-export'>, { context }: JobContext): Promise<void> {
    await this.exports.run(context, jobId);
  }

  async gaveUp({ jobId }: JobPayload<'exports', 'data-export'>): Promise<void> {
    await this.exports.giveUp(jobId);
  }
}
