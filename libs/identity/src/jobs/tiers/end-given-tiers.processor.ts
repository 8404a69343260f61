import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { AccountTierService } from '../../application/tiers/account-tier.service';

/** Writes down that tiers have ended which were given by hand, and tells of those that end soon. */
@Injectable()
@HandlesJob('maintenance', 'end-given-tiers')
export class EndGivenTiersProcessor implements JobHandler<'maintenance', 'end-given-tiers'> {
  constructor(private readonly tiers: AccountTierService) {}

  async handle(_payload: JobPayload<'maintenance', 'end-given-tiers'>, job: JobContext): Promise<void> {
    await this.tiers.endGifts(job.context);
    await this.tiers.tellOfEnds(job.context);
  }
}
