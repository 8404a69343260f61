import { Injectable } from '@nestjs/common';
import { domainEvents, type JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { TellService } from '../application/telling/tell.service';
import { heardEvents, type Heard } from '../application/telling/telling';

/** Tells whom an event concerns. */
@Injectable()
@HandlesJob('notifications', 'tell')
export class TellProcessor implements JobHandler<'notifications', 'tell'> {
  constructor(private readonly service: TellService) {}

  async handle({ name, actorId, payload }: JobPayload<'notifications', 'tell'>, job: JobContext) {
    const known = heardEvents.find((one) => one === name);
    if (!known) return;
    // Checked against the contract of this very name.
    const event = { name: known, actorId, eventId: job.eventId, payload: domainEvents[known].parse(payload) };
    await this.service.tell(job.context, event as Heard);
  }
}
