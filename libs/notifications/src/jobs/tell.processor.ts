import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { HeardEvents } from '../application/ports/heard-events';
import { NotifyService } from '../application/composing/notify.service';

/** Tells whom an event concerns. Doing it twice does nothing. */
@Injectable()
@HandlesJob('notifications', 'tell')
export class TellProcessor implements JobHandler<'notifications', 'tell'> {
  constructor(
    private readonly events: HeardEvents,
    private readonly service: NotifyService,
  ) {}

  async handle(
    _payload: JobPayload<'notifications', 'tell'>,
    { eventId, context }: JobContext,
  ): Promise<void> {
    const event = await this.events.find(context, eventId);
    if (event?.name === 'comment.deleted')
      await this.service.forgetComment(context, event.payload.comment.id);
    else if (event) await this.service.notify(context, event);
  }
}
