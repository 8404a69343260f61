import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { DeliveryUpkeep } from '../application/delivery-upkeep';

/** Takes up deliveries that have lost their job. */
@Injectable()
@HandlesJob('webhooks', 'resume-deliveries')
export class ResumeDeliveriesProcessor implements JobHandler<'webhooks', 'resume-deliveries'> {
  constructor(private readonly upkeep: DeliveryUpkeep) {}

  async handle(
    _payload: JobPayload<'webhooks', 'resume-deliveries'>,
    { context }: JobContext,
  ): Promise<void> {
    await this.upkeep.resume(context);
  }
}
