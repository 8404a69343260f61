import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, StateCache, type JobHandler } from '@almanac/platform';

/** Says once more, in Redis, since when states of sign-ins count; heals a crash just after a role was changed. */
@Injectable()
@HandlesJob('maintenance', 'raise-role-epoch')
export class RaiseRoleEpochProcessor implements JobHandler<'maintenance', 'raise-role-epoch'> {
  constructor(private readonly cache: StateCache) {}

  async handle({ epoch }: JobPayload<'maintenance', 'raise-role-epoch'>): Promise<void> {
    await this.cache.raiseEpoch(epoch);
  }
}
