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

  /** First tries: a delivery has one such job, however often it is put in. */
  async begin(context: RequestContext, deliveryIds: readonly Id[]): Promise<void> {
    const requests = deliveryIds.map((deliveryId) => ({
      name: 'deliver',
      payload: { deliveryId },
      eventId: deliveryId,
      requestId: context.requestId,
    }));
    if (requests.length > 0) await this.queue.addAll('webhooks', requests);
  }

  /** Another turn, now or later. Redis may be away: then it comes a minute later. */
  async again(context: RequestContext, deliveryId: Id, delayMs = 0): Promise<void> {
    const options = { eventId: newId(), requestId: context.requestId, delay: delayMs };
    await this.queue
      .add('webhooks', 'deliver', { deliveryId }, options)
      .catch((error: unknown) => this.logger.warn({ err: error }, 'a delivery waits for the next round'));
  }
}
