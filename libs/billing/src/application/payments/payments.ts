import { Inject, Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import {
  Database,
  LOGGER,
  UnitOfWork,
  type PinoLogger,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { isMoney, type Money } from '../../domain/money';
import { billingOff } from '../../domain/refusals';
import { answering } from '../answering';
import { Customers, keyOf } from '../customers';
import { PaymentProvider, ProviderAwayError, type CheckoutSession } from '../ports/payment-provider';
import { PaymentStore, type Payment } from '../ports/payment-store';
import { PaymentKinds } from './payment-kind';

/** In one run; a run comes every minute. */
const LOOKED_AT = 50;

export interface PaymentRequest extends Money {
  kind: string;
  subjectId: Id;
  /** Who pays. */
  userId: Id;
  /** Shown on the page where it is paid. */
  description: string;
  /** Both looked at by the caller: people are sent there. */
  successUrl: string;
  cancelUrl: string;
}

/**
 * Money for other features: a page to pay on, and the word that it was paid, once. What it is for is theirs to know
 * (`PaymentKind`).
 */
@Injectable()
export class Payments {
  constructor(
    private readonly kinds: PaymentKinds,
    private readonly provider: PaymentProvider,
    private readonly customers: Customers,
    private readonly payments: PaymentStore,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  /**
   * Makes a page on which it can be paid.
   * @throws DomainError SERVICE_UNAVAILABLE where billing is off or the provider away, EXTERNAL_SERVICE_ERROR
   */
  async checkout(
    context: RequestContext,
    { kind, subjectId, userId, amount, currency, ...page }: PaymentRequest,
  ): Promise<CheckoutSession & { paymentId: Id }> {
    if (!this.provider.isOn) throw billingOff();
    this.kinds.of(kind);
    if (!isMoney({ amount, currency })) throw new Error('A payment is a whole amount of a currency');
    const payment: Payment = { id: newId(), kind, subjectId, userId, amount, currency };
    return answering(async () => {
      const queryable = this.database.for(context);
      await this.payments.add(queryable, payment);
      const session = await this.customers.serve(context, userId, ({ customerId }) =>
        this.provider.createPaymentCheckout(
          context,
          { ...page, paymentId: payment.id, customerId, amount, currency },
          keyOf('payment', payment.id, customerId),
        ),
      );
      await this.payments.noteSession(queryable, payment.id, session.id);
      return { ...session, paymentId: payment.id };
    });
  }

  /**
   * What a session brought in. False where it is of no payment of ours.
   * @param first asked in the transaction; where it says no, another has settled it
   */
  async settle(
    context: RequestContext,
    sessionId: string,
    first: (tx: Transaction) => Promise<boolean>,
  ): Promise<boolean> {
    const found = await this.provider.paymentOf(context, sessionId);
    if (!found) return false;
    await this.unitOfWork.run(context, async (tx) => {
      if (!(await first(tx)) || !found.paid) return;
      const payment = await this.payments.pay(tx, found.paymentId, found);
      if (payment) await this.kinds.of(payment.kind).settle(tx, context, payment);
      else this.logger.warn({ payment: found.paymentId }, 'a payment is paid already, or is of another sum');
    });
    return true;
  }

  /**
   * Asks about payments that are open although no event says so any more: money that was taken is never lost sight of.
   * @param signal ends it after the one that is under way
   */
  async lookAtOpen(context: RequestContext, signal?: AbortSignal): Promise<void> {
    if (!this.provider.isOn) return;
    for (const { id, sessionId } of await this.payments.due(this.database, LOOKED_AT)) {
      if (signal?.aborted) return;
      try {
        await this.settle(context, sessionId, () => Promise.resolve(true));
      } catch (error) {
        if (error instanceof ProviderAwayError) return;
        this.logger.error({ payment: id, err: error }, 'an open payment cannot be looked at');
      }
      await this.payments.noteLook(this.database, id);
    }
  }
}
