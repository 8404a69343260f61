import { Injectable } from '@nestjs/common';
import { isId, type Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import { PaymentStore, type Payment } from '../application/ports/payment-store';
import type { Money } from '../domain/money';

const add = statement(
  'payments.add',
  `INSERT INTO payments (id, kind, subject_id, user_id, amount, currency) VALUES ($1, $2, $3, $4, $5, $6)`,
);
const noteSession = statement('payments.note-session', 'UPDATE payments SET session_id = $2 WHERE id = $1');
const pay = statement<{ id: Id; kind: string; subjectId: Id; userId: Id }>(
  'payments.pay',
  `UPDATE payments SET status = 'paid', paid_at = now()
    WHERE id = $1 AND status = 'open' AND amount = $2 AND currency = $3
   RETURNING id, kind, subject_id AS "subjectId", user_id AS "userId"`,
);

/** Payments in PostgreSQL. */
@Injectable()
export class SqlPaymentStore extends PaymentStore {
  async add(queryable: Queryable, { id, kind, subjectId, userId, amount, currency }: Payment): Promise<void> {
    await queryable.query(add, [id, kind, subjectId, userId, amount, currency]);
  }

  async noteSession(queryable: Queryable, id: Id, sessionId: string): Promise<void> {
    await queryable.query(noteSession, [id, sessionId]);
  }

  async pay(tx: Transaction, id: string, { amount, currency }: Money): Promise<Payment | undefined> {
    if (!isId(id)) return undefined;
    const [row] = await tx.query(pay, [id, amount, currency]);
    return row && { ...row, amount, currency };
  }
}
