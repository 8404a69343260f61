import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import { SubscriptionStore, type StoredSubscription } from '../application/ports/subscription-store';
import type { Standing, SubscriptionSnapshot } from '../domain/snapshot';
import type { SubscriptionState } from '../domain/subscription-state';
import { columns, toSubscription, valuesOf, written, type SubscriptionRow } from './subscription.sql';

const ALIVE = `s.state NOT IN ('cancelled', 'expired')`;

const current = statement<SubscriptionRow>(
  'subscriptions.current',
  `SELECT ${columns} FROM subscriptions s WHERE s.user_id = $1
    ORDER BY ${ALIVE} DESC, s.started_at DESC, s.id DESC LIMIT 1`,
);
const all = statement<SubscriptionRow>(
  'subscriptions.all',
  `SELECT ${columns} FROM subscriptions s WHERE s.user_id = $1 ORDER BY s.id FOR UPDATE`,
);
const insert = statement<SubscriptionRow>(
  'subscriptions.insert',
  `INSERT INTO subscriptions AS s (id, ${written.join(', ')}, user_id)
   VALUES ($1, ${written.map((_, index) => `$${index + 2}`).join(', ')}, $${written.length + 2})
   RETURNING ${columns}`,
);
const update = statement<SubscriptionRow>(
  'subscriptions.update',
  `UPDATE subscriptions s
      SET ${written.map((column, index) => `${column} = $${index + 2}`).join(', ')},
          version = version + 1, updated_at = clock_timestamp()
    WHERE s.id = $1 RETURNING ${columns}`,
);
const due = statement<{ id: Id; userId: Id; customerId: string }>(
  'subscriptions.due',
  `SELECT s.id, s.user_id AS "userId", s.stripe_customer_id AS "customerId" FROM subscriptions s
    WHERE s.due_at <= now() ORDER BY s.due_at LIMIT $1`,
);
const countByState = statement<{ state: SubscriptionState; count: number }>(
  'subscriptions.count-by-state',
  'SELECT state, count(*)::int AS count FROM subscriptions GROUP BY state',
);
const seen = statement<SubscriptionRow>(
  'subscriptions.seen',
  `UPDATE subscriptions s SET reconciled_by = $1 WHERE s.stripe_subscription_id = ANY($2::text[]) RETURNING ${columns}`,
);
const unseen = statement<SubscriptionRow>(
  'subscriptions.unseen',
  `SELECT ${columns} FROM subscriptions s
    WHERE ${ALIVE} AND s.id > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000')
      AND s.reconciled_by IS DISTINCT FROM $1
      AND s.created_at < (SELECT started_at FROM billing_reconciliations WHERE id = $1)
    ORDER BY s.id LIMIT $3`,
);

/** Subscriptions in PostgreSQL. */
@Injectable()
export class SqlSubscriptionStore extends SubscriptionStore {
  async current(queryable: Queryable, userId: Id): Promise<StoredSubscription | undefined> {
    const [row] = await queryable.query(current, [userId]);
    return row && toSubscription(row);
  }

  async all(tx: Transaction, userId: Id): Promise<StoredSubscription[]> {
    return (await tx.query(all, [userId])).map(toSubscription);
  }

  async insert(
    tx: Transaction,
    userId: Id,
    snapshot: SubscriptionSnapshot,
    standing: Standing,
  ): Promise<StoredSubscription> {
    return only(await tx.query(insert, [newId(), ...valuesOf(snapshot, standing), userId]));
  }

  async update(
    tx: Transaction,
    id: Id,
    snapshot: SubscriptionSnapshot,
    standing: Standing,
  ): Promise<StoredSubscription> {
    return only(await tx.query(update, [id, ...valuesOf(snapshot, standing)]));
  }

  due(queryable: Queryable, limit: number): Promise<{ id: Id; userId: Id; customerId: string }[]> {
    return queryable.query(due, [limit]);
  }

  countByState(queryable: Queryable): Promise<{ state: SubscriptionState; count: number }[]> {
    return queryable.query(countByState, []);
  }

  async seen(
    queryable: Queryable,
    reconciliationId: Id,
    stripeIds: readonly string[],
  ): Promise<StoredSubscription[]> {
    return (await queryable.query(seen, [reconciliationId, [...stripeIds]])).map(toSubscription);
  }

  async unseen(
    queryable: Queryable,
    reconciliationId: Id,
    after: Id | undefined,
    limit: number,
  ): Promise<StoredSubscription[]> {
    return (await queryable.query(unseen, [reconciliationId, after ?? null, limit])).map(toSubscription);
  }
}

function only([row]: SubscriptionRow[]): StoredSubscription {
  if (!row) throw new Error('a subscription was written and is not there');
  return toSubscription(row);
}
