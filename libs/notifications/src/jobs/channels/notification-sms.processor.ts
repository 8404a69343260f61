import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { Config, HandlesJob, type JobHandler } from '@almanac/platform';
import type { ClaimedDelivery, DeliveryOutcome } from '../../application/deliveries';
import { TextMessenger } from '../../application/ports/text-messenger';
import { e164 } from '../../domain/channels/phone-number';
import { DeliveryFlow } from './delivery-flow';
import { notificationText } from './notification-text';

/** Sends one notification by text message to the number in the person's profile. */
@Injectable()
@HandlesJob('sms', 'notification')
export class NotificationSmsProcessor implements JobHandler<'sms', 'notification'> {
  constructor(
    private readonly flow: DeliveryFlow,
    private readonly messenger: TextMessenger,
    private readonly config: Config,
  ) {}

  async handle({ deliveryId }: JobPayload<'sms', 'notification'>): Promise<void> {
    await this.flow.run(deliveryId, (claimed) => this.send(claimed));
  }

  private async send(claimed: ClaimedDelivery): Promise<DeliveryOutcome> {
    const { id, userId, phoneNumber } = claimed;
    const to = phoneNumber === null ? undefined : e164(phoneNumber);
    if (to === undefined) return 'undeliverable';
    const text = notificationText(claimed, this.config.PUBLIC_URL);
    return this.messenger.send({ id, userId, to, text });
  }
}
