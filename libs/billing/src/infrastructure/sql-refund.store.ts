import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import {
  RefundStore,
  type NewRefund,
  type Refund,
  type RefundStatus,
} from '../application/ports/refund-store';
import type { Money } from '../domain/money';
import type { Interval, PaidPlan } from '../domain/plans';

interface RefundRow extends Record<string, unknown> {
  subscriptionId: string;
  userId: Id;
  customerId: string;
  plan: PaidPlan;
  interval: Interval;
  paidFrom: Date | null;
  status: RefundStatus;
  /** bigint, which the driver gives as text. */
  amount: string | null;
  currency: string | null;
  updatedAt: Date;
}

const columns = `r.stripe_subscription_id AS "subscriptionId", r.user_id AS "userId",
  r.stripe_customer_id AS "customerId", r.plan, r."interval", r.paid_from AS "paidFrom", r.status, r.amount, r.currency,
  r.updated_at AS "updatedAt"`;

const note = statement<{ id: string }>(
  'billing-refunds.note',
  `INSERT INTO billing_refunds (stripe_subscription_id, user_id, stripe_customer_id, plan, "interval", paid_from)
   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING stripe_subscription_id AS id`,
);
const find = statement<RefundRow>(
  'billing-refunds.find',
  `SELECT ${columns} FROM billing_refunds r WHERE r.stripe_subscription_id = $1`,
);
const settle = statement<{ changed: boolean }>(
  'billing-refunds.settle',
  `WITH found AS (
     SELECT stripe_subscription_id, status <> $2 OR amount IS DISTINCT FROM $3::bigint AS changed,
            'returned' IN (status, $2) AS returns
       FROM billing_refunds
      WHERE stripe_subscription_id = $1
        AND (updated_at = $5 OR (status = $2 AND amount IS NOT DISTINCT FROM $3::bigint)) FOR UPDATE)
   UPDATE billing_refunds b
      SET status = $2, amount = $3, currency = $4, updated_at = clock_timestamp(),
          reported_at = CASE WHEN NOT (f.changed AND f.returns) THEN b.reported_at END
     FROM found f WHERE f.stripe_subscription_id = b.stripe_subscription_id
   RETURNING f.changed`,
);
const giveUp = statement(
  'billing-refunds.give-up',
  `UPDATE billing_refunds SET status = 'failed', reported_at = NULL, updated_at = clock_timestamp()
    WHERE stripe_subscription_id = $1 AND status = 'pending'`,
);
const reopen = statement<{ id: string }>(
  'billing-refunds.reopen',
  `UPDATE billing_refunds
      SET status = CASE status WHEN 'returned' THEN status ELSE 'pending' END, updated_at = clock_timestamp()
    WHERE user_id = $1 AND created_at > now() - make_interval(days => $2)
   RETURNING stripe_subscription_id AS id`,
);
const returned = statement<{ id: string }>(
  'billing-refunds.returned',
  `SELECT stripe_subscription_id AS id FROM billing_refunds WHERE user_id = $1 AND status = 'returned'`,
);
const forgotten = statement<{ id: string }>(
  'billing-refunds.forgotten',
  `SELECT stripe_subscription_id AS id FROM billing_refunds
    WHERE status = 'pending' AND updated_at < now() - make_interval(secs => $1) ORDER BY updated_at LIMIT $2`,
);
const report = statement<RefundRow>(
  'billing-refunds.report',
  `WITH unreported AS (
     SELECT * FROM billing_refunds WHERE reported_at IS NULL ORDER BY created_at LIMIT $2 FOR UPDATE),
   marked AS (
     UPDATE billing_refunds b
        SET reported_at = CASE WHEN b.status IN ('done', 'returned') OR b.created_at < now() - make_interval(days => $1)
                               THEN now() END,
            status = CASE WHEN b.status = 'failed' AND b.created_at >= now() - make_interval(days => $1)
                          THEN 'pending' ELSE b.status END,
            updated_at = clock_timestamp()
       FROM unreported u WHERE u.stripe_subscription_id = b.stripe_subscription_id
     RETURNING b.stripe_subscription_id AS id)
   SELECT ${columns} FROM unreported r JOIN marked m ON m.id = r.stripe_subscription_id ORDER BY r.created_at`,
);
const unsettled = statement<{ userId: Id; subscriptionId: string }>(
  'billing-refunds.unsettled',
  `SELECT user_id AS "userId", stripe_subscription_id AS "subscriptionId" FROM billing_refunds
    WHERE (status = 'pending' AND created_at > now() - make_interval(days => $1))
       OR (status = 'done' AND stripe_subscription_id = ANY($2::text[]))
    ORDER BY created_at DESC LIMIT $3`,
);
const countByStatus = statement<{ status: RefundStatus; count: number }>(
  'billing-refunds.count-by-status',
  'SELECT status, count(*)::int AS count FROM billing_refunds GROUP BY status',
);
const expire = statement(
  'billing-refunds.expire',
  `DELETE FROM billing_refunds WHERE created_at < now() - make_interval(days => $1)`,
);

/** What goes back for second subscriptions, in PostgreSQL. */
@Injectable()
export class SqlRefundStore extends RefundStore {
  async note(tx: Transaction, refund: NewRefund): Promise<boolean> {
    const { subscriptionId, userId, customerId, plan, interval, paidFrom } = refund;
    return (await tx.query(note, [subscriptionId, userId, customerId, plan, interval, paidFrom])).length > 0;
  }

  async find(queryable: Queryable, subscriptionId: string): Promise<Refund | undefined> {
    const [row] = await queryable.query(find, [subscriptionId]);
    return row && toRefund(row);
  }

  async settle(
    queryable: Queryable,
    { subscriptionId, updatedAt }: Refund,
    status: 'done' | 'returned',
    refunded: Money | undefined,
  ): Promise<'changed' | 'same' | undefined> {
    const money = [refunded?.amount ?? null, refunded?.currency ?? null];
    const [row] = await queryable.query(settle, [subscriptionId, status, ...money, updatedAt]);
    return row && (row.changed ? 'changed' : 'same');
  }

  async giveUp(queryable: Queryable, subscriptionId: string): Promise<void> {
    await queryable.query(giveUp, [subscriptionId]);
  }

  async reopen(tx: Transaction, userId: Id, days: number): Promise<string[]> {
    return (await tx.query(reopen, [userId, days])).map(({ id }) => id);
  }

  async returned(queryable: Queryable, userId: Id): Promise<string[]> {
    return (await queryable.query(returned, [userId])).map(({ id }) => id);
  }

  async forgotten(queryable: Queryable, seconds: number, limit: number): Promise<string[]> {
    return (await queryable.query(forgotten, [seconds, limit])).map(({ id }) => id);
  }

  async report(tx: Transaction, days: number, limit: number): Promise<Refund[]> {
    return (await tx.query(report, [days, limit])).map(toRefund);
  }

  unsettled(
    queryable: Queryable,
    { days, cameBack }: { days: number; cameBack: readonly string[] },
    limit: number,
  ): Promise<{ userId: Id; subscriptionId: string }[]> {
    return queryable.query(unsettled, [days, cameBack, limit]);
  }

  countByStatus(queryable: Queryable): Promise<{ status: RefundStatus; count: number }[]> {
    return queryable.query(countByStatus, []);
  }

  async expire(queryable: Queryable, days: number): Promise<void> {
    await queryable.query(expire, [days]);
  }
}

function toRefund({ subscriptionId, userId, customerId, amount, currency, ...row }: RefundRow): Refund {
  const { plan, interval, paidFrom, status, updatedAt } = row;
  const refunded = amount === null || currency === null ? null : { amount: Number(amount), currency };
  return { subscriptionId, userId, customerId, plan, interval, paidFrom, status, refunded, updatedAt };
}
