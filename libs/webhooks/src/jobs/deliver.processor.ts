import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { DeliveryService } from '../application/delivery.service';

/** Delivers what is due to the webhook. A second run finds nothing that is due. */
@Injectable()
@HandlesJob('webhooks', 'deliver')
export class DeliverProcessor implements JobHandler<'webhooks', 'deliver'> {
  constructor(private readonly delivery: DeliveryService) {}

  async handle(
    { deliveryId }: JobPayload<'webhooks', 'deliver'>,
    { context, eventId, signal }: JobContext,
  ): Promise<void> {
    await this.delivery.run(context, deliveryId, eventId, signal);
  }
}
