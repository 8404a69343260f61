import { Inject, Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, LOGGER, type JobContext, type JobHandler, type PinoLogger } from '@almanac/platform';
import { AccountPurgeService } from '../../application/leaving/account-purge.service';

/** Purges accounts that were deleted 30 days ago. Harmless when repeated. */
@Injectable()
@HandlesJob('maintenance', 'purge-accounts')
export class PurgeAccountsProcessor implements JobHandler<'maintenance', 'purge-accounts'> {
  constructor(
    private readonly purge: AccountPurgeService,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  async handle(
    _payload: JobPayload<'maintenance', 'purge-accounts'>,
    { context }: JobContext,
  ): Promise<void> {
    const accounts = await this.purge.run(context);
    if (accounts > 0) this.logger.info({ accounts }, 'deleted accounts are purged');
  }
}
