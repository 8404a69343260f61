import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { ExportFiles, HandlesJob, type JobHandler } from '@almanac/platform';

/** Removes the file of an import that has ended, be it completed, failed or cancelled. Harmless when repeated. */
@Injectable()
@HandlesJob('exports', 'drop-import')
export class DropImportProcessor implements JobHandler<'exports', 'drop-import'> {
  constructor(private readonly files: ExportFiles) {}

  handle({ jobId }: JobPayload<'exports', 'drop-import'>): Promise<void> {
    return this.files.removeOf([jobId]);
  }
}
