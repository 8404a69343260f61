import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import {
  HandlesJob,
  Mailer,
  MailRefusedError,
  renderMail,
  type JobContext,
  type JobHandler,
  type RequestContext,
} from '@almanac/platform';
import type { ClaimedDelivery, DeliveryOutcome } from '../../application/deliveries';
import { FrontEnd } from '../../application/front-end';
import { DeliveryFlow } from './delivery-flow';
import { notificationMail } from './notification-mail.content';

/** Mails one notification, or a digest. Every try has the same Message-ID. */
@Injectable()
@HandlesJob('mail', 'notification')
export class NotificationMailProcessor implements JobHandler<'mail', 'notification'> {
  constructor(
    private readonly flow: DeliveryFlow,
    private readonly mailer: Mailer,
    private readonly frontEnd: FrontEnd,
  ) {}

  async handle({ deliveryId }: JobPayload<'mail', 'notification'>, { context }: JobContext): Promise<void> {
    await this.flow.run(deliveryId, (claimed) => this.send(context, claimed));
  }

  private async send(context: RequestContext, claimed: ClaimedDelivery): Promise<DeliveryOutcome> {
    if (claimed.email === null) return 'undeliverable';
    const { id, email: to, unsubscribeUrl } = claimed;
    const content = renderMail(notificationMail(claimed, this.frontEnd.home));
    try {
      await this.mailer.send(context, { id, to, ...content, unsubscribeUrl });
      return 'sent';
    } catch (error) {
      if (error instanceof MailRefusedError) return 'undeliverable';
      throw error;
    }
  }
}
