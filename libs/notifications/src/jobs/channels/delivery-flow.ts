import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Deliveries, type ClaimedDelivery, type DeliveryOutcome } from '../../application/deliveries';

/**
 * Claims a delivery, has it sent, and settles it, for every channel alike. A process that dies after the sending and
 * before the settling sends once more: what is sent carries the delivery's id, so that it is known again.
 */
@Injectable()
export class DeliveryFlow {
  constructor(private readonly deliveries: Deliveries) {}

  async run(deliveryId: Id, send: (claimed: ClaimedDelivery) => Promise<DeliveryOutcome>): Promise<void> {
    const claimed = await this.deliveries.claim(deliveryId);
    if (!claimed) return;
    let outcome: DeliveryOutcome;
    try {
      outcome = await send(claimed);
    } catch (error) {
      // Where that fails, too, the claim ends by itself.
      await this.deliveries.release(deliveryId).catch(() => undefined);
      throw error;
    }
    await this.deliveries.settle(deliveryId, outcome);
  }
}
