import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import {
  HandlesJob,
  PostponeJob,
  type JobContext,
  type JobHandler,
  type RequestContext,
} from '@almanac/platform';
import { Deliveries, type ClaimedDelivery, type DeliveryOutcome } from '../../application/deliveries';
import { FrontEnd } from '../../application/front-end';
import { NotSentError, TextMessenger, type TextMessage } from '../../application/ports/text-messenger';
import { e164 } from '../../domain/channels/phone-number';
import { DeliveryFlow } from './delivery-flow';
import { notificationText } from './notification-text';

/** Sends one notification by text message to the number in the person's profile; once, also over a crash (ADR 104). */
@Injectable()
@HandlesJob('sms', 'notification')
export class NotificationSmsProcessor implements JobHandler<'sms', 'notification'> {
  constructor(
    private readonly flow: DeliveryFlow,
    private readonly deliveries: Deliveries,
    private readonly messenger: TextMessenger,
    private readonly frontEnd: FrontEnd,
  ) {}

  async handle({ deliveryId }: JobPayload<'sms', 'notification'>, { context }: JobContext): Promise<void> {
    await this.flow.run(deliveryId, (claimed) => this.send(context, claimed));
  }

  private async send(context: RequestContext, claimed: ClaimedDelivery): Promise<DeliveryOutcome> {
    const { id, userId, phoneNumber } = claimed;
    const to = phoneNumber === null ? undefined : e164(phoneNumber);
    if (to === undefined) return 'undeliverable';
    const message = { id, userId, to, text: notificationText(claimed, this.frontEnd.home) };
    return (await this.taken(context, claimed, message)) ? 'sent' : this.once(context, claimed, message);
  }

  /** Somebody may have sent it and died, or never have heard that it was taken. */
  private async taken(
    context: RequestContext,
    { triedAt, notifications }: ClaimedDelivery,
    message: TextMessage,
  ): Promise<boolean> {
    const [first] = notifications;
    if (triedAt === null || !first) return false;
    return this.messenger.taken(context, message, { since: first.at, last: triedAt });
  }

  /** What is noted before it goes out is asked for by the next try, if this one does not come back. */
  private async once(
    context: RequestContext,
    { id, triedAt }: ClaimedDelivery,
    message: TextMessage,
  ): Promise<DeliveryOutcome> {
    await this.deliveries.noteTry(id);
    try {
      return await this.messenger.send(context, message);
    } catch (error) {
      const unsent = error instanceof NotSentError || error instanceof PostponeJob;
      if (unsent && triedAt === null) await this.deliveries.forgetTry(id);
      throw error;
    }
  }
}
