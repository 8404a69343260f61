import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, Mailer, renderMail, type JobHandler } from '@almanac/platform';
import { Deliveries } from '../../application/deliveries';

/** Mails one notification, or a digest. */
@Injectable()
@HandlesJob('mail', 'notification')
export class NotificationMailProcessor implements JobHandler<'mail', 'notification'> {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly mailer: Mailer,
  ) {}

  async handle({ deliveryId }: JobPayload<'mail', 'notification'>): Promise<void> {
    const claimed = await this.deliveries.claim(deliveryId);
    if (!claimed || claimed.email === null) return;
    try {
      const { notifications, unsubscribeUrl } = claimed;
      const [first] = notifications;
      const subject =
        claimed.kind === 'digest' || !first ? `${notifications.length} new notifications` : first.title;
      const lines = notifications.flatMap(({ title, body }) => [title, ...(body === '' ? [] : [body])]);
      await this.mailer.send({
        id: claimed.id,
        to: claimed.email,
        ...renderMail({
          subject,
          greeting: subject,
          paragraphs: claimed.kind === 'digest' ? lines : lines.slice(1),
          ...(first?.url === undefined ? {} : { action: { label: 'Open', url: first.url } }),
          ...(unsubscribeUrl === undefined
            ? {}
            : { otherwise: { text: 'Enough of these mails?', label: 'Unsubscribe', url: unsubscribeUrl } }),
          footer: 'You get this mail because of your notification preferences.',
        }),
      });
    } catch (error) {
      await this.deliveries.release(deliveryId);
      throw error;
    }
    await this.deliveries.settle(deliveryId, 'sent');
  }
}
