import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { DispatchService } from '../application/dispatch.service';

/** Every minute. Two at once do no harm. */
@Injectable()
@HandlesJob('notifications', 'dispatch')
export class DispatchProcessor implements JobHandler<'notifications', 'dispatch'> {
  constructor(private readonly service: DispatchService) {}

  handle(_payload: JobPayload<'notifications', 'dispatch'>, { context }: JobContext): Promise<void> {
    return this.service.run(context);
  }
}
