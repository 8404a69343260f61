import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobHandler } from '@almanac/platform';
import { SessionStates } from '../../application/session-states';

/**
 * Puts into Redis what a user's sessions and keys may do now. Whoever changed it has done so already; this
 * is for the case that the process died, or Redis was away, just after the commit. Harmless when repeated.
 */
@Injectable()
@HandlesJob('maintenance', 'renew-states')
export class RenewStatesProcessor implements JobHandler<'maintenance', 'renew-states'> {
  constructor(private readonly states: SessionStates) {}

  async handle({ userId }: JobPayload<'maintenance', 'renew-states'>): Promise<void> {
    await this.states.renew(userId);
  }
}
