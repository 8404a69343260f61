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

  abstract noteSession(queryable: Queryable, id: Id, sessionId: string): Promise<void>;

  /** The payment, for the one caller who finds it open and of this sum; it is paid from then on. */
  abstract pay(tx: Transaction, id: string, money: Money): Promise<Payment | undefined>;
}
