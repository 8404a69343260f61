import { Injectable } from '@nestjs/common';
import { newId } from '@almanac/kernel';
import { appendEvent, Database, UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import { DispatchStore, type OutgoingDelivery } from './ports/dispatch-store';

/** In one transaction. */
const BATCH = 200;

/**
 * Sends on its way what waited: for quiet hours to end, or for a digest. It may run on several workers at once and be
 * cut off at any moment: each fact is in one digest, and each digest goes out once.
 */
@Injectable()
export class DispatchService {
  constructor(
    private readonly store: DispatchStore,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async run(context: RequestContext): Promise<void> {
    await this.makeDigests(context);
    await this.send(context, (tx) => this.store.takeDue(tx, BATCH));
    await this.send(context, (tx) => this.store.takeLost(tx, BATCH));
  }

  private async makeDigests(context: RequestContext): Promise<void> {
    for (;;) {
      const people = await this.store.peopleWithDigest(this.database, BATCH);
      for (const userId of people) {
        await this.unitOfWork.run(context, async (tx) => {
          const id = newId();
          if (await this.store.gather(tx, userId, id)) {
            await announce(tx, context, { id, userId, channel: 'email' });
          }
        });
      }
      if (people.length < BATCH) return;
    }
  }

  private async send(
    context: RequestContext,
    take: (tx: Transaction) => Promise<OutgoingDelivery[]>,
  ): Promise<void> {
    for (;;) {
      const count = await this.unitOfWork.run(context, async (tx) => {
        const deliveries = await take(tx);
        for (const delivery of deliveries) await announce(tx, context, delivery);
        return deliveries.length;
      });
      if (count < BATCH) return;
    }
  }
}

async function announce(
  tx: Transaction,
  context: RequestContext,
  { id, userId, channel }: OutgoingDelivery,
): Promise<void> {
  await appendEvent(tx, context, {
    name: 'notification.due',
    payload: { userId, delivery: { deliveryId: id, channel } },
    resource: { type: 'notification-delivery', id },
  });
}
