import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { AttachmentRelease } from '../application/activity-parts/attachment-release';

/** Takes a file that was deleted off activities. Doing it twice does no harm. */
@Injectable()
@HandlesJob('maintenance', 'detach-file')
export class DetachFileProcessor implements JobHandler<'maintenance', 'detach-file'> {
  constructor(private readonly attachments: AttachmentRelease) {}

  async handle({ fileId }: JobPayload<'maintenance', 'detach-file'>, { context }: JobContext): Promise<void> {
    await this.attachments.run(context, fileId);
  }
}
