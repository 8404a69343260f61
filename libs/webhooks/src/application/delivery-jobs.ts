import { Inject, Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { JobQueue, LOGGER, type PinoLogger, type RequestContext } from '@almanac/platform';

/**
 * Jobs that deliver. They are only a wake-up: what is to be sent, and when, stands in PostgreSQL, and what has lost its
 * job is taken up by `resume-deliveries`.
 */
@Injectable()
export class DeliveryJobs {
  constructor(
    private readonly queue: JobQueue,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  /** A turn for each webhook that has something new. Redis may be away: then it comes a minute later. */
  async begin(begun: readonly { deliveryId: Id; origin: string | null }[]): Promise<void> {
    const requests = begun.map(({ deliveryId, origin }) => ({
      name: 'deliver',
      payload: { deliveryId },
      eventId: deliveryId,
      origin,
    }));
    if (requests.length === 0) return;
    await this.queue
      .addAll('webhooks', requests)
      .catch((error: unknown) => this.logger.warn({ err: error }, 'deliveries wait for the next round'));
  }

  /** Another turn, now or later. Redis may be away: then it comes a minute later. */
  async again(context: RequestContext, deliveryId: Id, delayMs = 0): Promise<void> {
    const options = { eventId: newId(), origin: context.origin, delay: delayMs };
    await this.queue
      .add('webhooks', 'deliver', { deliveryId }, options)
      .catch((error: unknown) => this.logger.warn({ err: error }, 'a delivery waits for the next round'));
  }
}
