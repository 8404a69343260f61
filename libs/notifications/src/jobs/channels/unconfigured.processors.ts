import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobHandler } from '@almanac/platform';
import { Deliveries } from '../../application/deliveries';

/** No provider of text messages is set up: nobody can be reached by them. */
@Injectable()
@HandlesJob('sms', 'notification')
export class NotificationSmsProcessor implements JobHandler<'sms', 'notification'> {
  constructor(private readonly deliveries: Deliveries) {}

  handle({ deliveryId }: JobPayload<'sms', 'notification'>): Promise<void> {
    return this.deliveries.settle(deliveryId, 'undeliverable');
  }
}

/** No device is registered: nobody can be reached by push. */
@Injectable()
@HandlesJob('push', 'notification')
export class NotificationPushProcessor implements JobHandler<'push', 'notification'> {
  constructor(private readonly deliveries: Deliveries) {}

  handle({ deliveryId }: JobPayload<'push', 'notification'>): Promise<void> {
    return this.deliveries.settle(deliveryId, 'undeliverable');
  }
}
