import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { DeliveryUpkeep } from '../application/delivery-upkeep';

/** Forgets old deliveries. Doing it twice does no harm. */
@Injectable()
@HandlesJob('webhooks', 'expire-deliveries')
export class ExpireDeliveriesProcessor implements JobHandler<'webhooks', 'expire-deliveries'> {
  constructor(private readonly upkeep: DeliveryUpkeep) {}

  async handle(
    _payload: JobPayload<'webhooks', 'expire-deliveries'>,
    { context }: JobContext,
  ): Promise<void> {
    await this.upkeep.expire(context);
  }
}
