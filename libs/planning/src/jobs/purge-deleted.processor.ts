import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { PurgeService } from '../application/purge.service';

/** Purges the trash. Doing it twice does no harm. */
@Injectable()
@HandlesJob('maintenance', 'purge-deleted')
export class PurgeDeletedProcessor implements JobHandler<'maintenance', 'purge-deleted'> {
  constructor(private readonly purge: PurgeService) {}

  async handle(_payload: JobPayload<'maintenance', 'purge-deleted'>, { context }: JobContext): Promise<void> {
    await this.purge.run(context);
  }
}
