import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';
import type { Money } from '../../domain/money';

/** Money that somebody pays once, for something that a feature knows. */
export interface Payment extends Money {
  id: Id;
  /** Which feature settles it. */
  kind: string;
  /** What it is for, as that feature calls it. */
  subjectId: Id;
  userId: Id;
}

export abstract class PaymentStore {
  abstract add(queryable: Queryable, payment: Payment): Promise<void>;

  /** From then on the provider is asked now and then whether it was paid. */
  abstract noteSession(queryable: Queryable, id: Id, sessionId: string): Promise<void>;

  /** Open ones of which the provider is to be asked by now, longest overdue first. */
  abstract due(queryable: Queryable, limit: number): Promise<{ id: Id; sessionId: string }[]>;

  /** It was asked: the next time is as far away as the payment is old, until it can come in no more. */
  abstract noteLook(queryable: Queryable, id: Id): Promise<void>;

  /** The payment, for the one caller who finds it open and of this sum; it is paid from then on. */
  abstract pay(tx: Transaction, id: string, money: Money): Promise<Payment | undefined>;
}
