import { Inject, Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, LOGGER, type JobContext, type JobHandler, type PinoLogger } from '@almanac/platform';
import { AutoArchive } from '../application/auto-archive';

/** Archives planners that are finished and whose owner wants that. Harmless when repeated. */
@Injectable()
@HandlesJob('maintenance', 'archive-finished')
export class ArchiveFinishedProcessor implements JobHandler<'maintenance', 'archive-finished'> {
  constructor(
    private readonly autoArchive: AutoArchive,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  async handle(
    _payload: JobPayload<'maintenance', 'archive-finished'>,
    { context, signal }: JobContext,
  ): Promise<void> {
    const planners = await this.autoArchive.run(context, signal);
    this.logger.info({ planners }, 'finished planners are archived');
  }
}
