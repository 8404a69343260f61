import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { newId } from '@almanac/kernel';
import { appendEvent, LOGGER, UnitOfWork, type PinoLogger, type RequestContext } from '@almanac/platform';
import { badSignature, billingOff } from '../domain/refusals';
import { BillingCounts } from './ports/billing-counts';
import { EventReader } from './ports/event-reader';
import { EventStore } from './ports/event-store';
import { PaymentProvider } from './ports/payment-provider';

/** Takes events in: looked at, written down, and answered; what follows is done by the queue. */
@Injectable()
export class EventIntakeService implements OnApplicationBootstrap {
  constructor(
    private readonly reader: EventReader,
    private readonly provider: PaymentProvider,
    private readonly events: EventStore,
    private readonly counts: BillingCounts,
    private readonly unitOfWork: UnitOfWork,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  /** People could pay, and get nothing for it until the next comparison. */
  onApplicationBootstrap(): void {
    if (this.provider.isOn && !this.reader.isOn)
      this.logger.warn(
        'STRIPE_SECRET_KEY is set, and STRIPE_WEBHOOK_SECRET is not: events of Stripe’s are refused',
      );
  }

  /** @throws DomainError SERVICE_UNAVAILABLE where billing is off */
  requireOn(): void {
    if (!this.reader.isOn || !this.provider.isOn) throw billingOff();
  }

  /**
   * Keeps an event that is new and about what we do something about.
   * @throws DomainError BAD_REQUEST unless the provider has signed it within five minutes
   */
  async take(context: RequestContext, body: Buffer, signature: string | undefined): Promise<void> {
    const event = this.reader.read(body, signature);
    if (!event) throw badSignature();
    if (event === 'unhandled') {
      this.counts.add('event', 'other', 'unhandled');
      return;
    }
    const isNew = await this.unitOfWork.run(context, async (tx) => {
      if (!(await this.events.add(tx, context, event))) return false;
      await appendEvent(tx, context, {
        name: 'billing.event-received',
        payload: { stripeEventId: event.id },
        resource: { type: 'stripe-event', id: newId() },
      });
      return true;
    });
    this.counts.add('event', event.type, isNew ? 'received' : 'repeated');
  }
}
