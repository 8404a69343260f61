import { Injectable } from '@nestjs/common';
import { isId, type Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import { PaymentStore, type Payment } from '../application/ports/payment-store';
import type { Money } from '../domain/money';

const add = statement(
  'payments.add',
  `INSERT INTO payments (id, kind, subject_id, user_id, amount, currency) VALUES ($1, $2, $3, $4, $5, $6)`,
);
/** Ways to pay that take time take two weeks at most (docs.stripe.com/payments/bank-debits). */
const LONGEST = `interval '15 days'`;
const noteSession = statement(
  'payments.note-session',
  `UPDATE payments SET session_id = $2, look_at = now() + interval '15 minutes' WHERE id = $1`,
);
const due = statement<{ id: Id; sessionId: string }>(
  'payments.due',
  `SELECT id, session_id AS "sessionId" FROM payments WHERE look_at <= now() ORDER BY look_at LIMIT $1`,
);
const noteLook = statement(
  'payments.note-look',
  `UPDATE payments
      SET look_at = CASE WHEN created_at > now() - ${LONGEST}
                         THEN now() + greatest(now() - created_at, interval '15 minutes') END
    WHERE id = $1 AND status = 'open'`,
);
const pay = statement<{ id: Id; kind: string; subjectId: Id; userId: Id }>(
  'payments.pay',
  `UPDATE payments SET status = 'paid', paid_at = now(), look_at = NULL
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

  due(queryable: Queryable, limit: number): Promise<{ id: Id; sessionId: string }[]> {
    return queryable.query(due, [limit]);
  }

  async noteLook(queryable: Queryable, id: Id): Promise<void> {
    await queryable.query(noteLook, [id]);
  }

  async pay(tx: Transaction, id: string, { amount, currency }: Money): Promise<Payment | undefined> {
    if (!isId(id)) return undefined;
    const [row] = await tx.query(pay, [id, amount, currency]);
    return row && { ...row, amount, currency };
  }
}
