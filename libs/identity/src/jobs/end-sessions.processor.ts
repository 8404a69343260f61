import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobHandler } from '@almanac/platform';
import { SessionStates } from '../application/session-states';

/**
 * Says in Redis that sessions have ended. Whoever ended them has said so already; this is for the case that
 * the process died, or Redis was away, just after the commit. Harmless when repeated.
 */
@Injectable()
@HandlesJob('maintenance', 'end-sessions')
export class EndSessionsProcessor implements JobHandler<'maintenance', 'end-sessions'> {
  constructor(private readonly states: SessionStates) {}

  async handle({ sessionIds }: JobPayload<'maintenance', 'end-sessions'>): Promise<void> {
    await this.states.end(sessionIds);
  }
}
