import { Inject, Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, LOGGER, type JobContext, type JobHandler, type PinoLogger } from '@almanac/platform';
import { FileUpkeep } from '../application/file-upkeep';

/** Sweeps files by the clock. */
@Injectable()
@HandlesJob('maintenance', 'sweep-files')
export class SweepFilesProcessor implements JobHandler<'maintenance', 'sweep-files'> {
  constructor(
    private readonly upkeep: FileUpkeep,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  async handle(
    _payload: JobPayload<'maintenance', 'sweep-files'>,
    { context }: Pick<JobContext, 'context'>,
  ): Promise<void> {
    this.logger.info(await this.upkeep.sweep(context), 'uploads and bytes that belong to nothing are swept');
  }
}
