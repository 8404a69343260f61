import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { FanOutService } from '../application/fan-out.service';

/** Notes which webhooks hear of an event; the database sees to it that each does once. */
@Injectable()
@HandlesJob('webhooks', 'fan-out')
export class FanOutProcessor implements JobHandler<'webhooks', 'fan-out'> {
  constructor(private readonly fanOut: FanOutService) {}

  async handle({ seq }: JobPayload<'webhooks', 'fan-out'>, { context }: JobContext): Promise<void> {
    await this.fanOut.run(context, seq);
  }
}
