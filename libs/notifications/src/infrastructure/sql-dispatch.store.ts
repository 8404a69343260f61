import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import { DispatchStore, type OutgoingDelivery } from '../application/ports/dispatch-store';

type Row = OutgoingDelivery & Record<string, unknown>;
const columns = 'd.id, d.user_id AS "userId", d.channel';

const takeDue = statement<Row>(
  'notifications.dispatch.due',
  `UPDATE notification_deliveries d SET queued_at = now()
    WHERE d.id IN (SELECT id FROM notification_deliveries
                    WHERE status = 'pending' AND queued_at IS NULL AND due_at <= now()
                    ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
   RETURNING ${columns}`,
);
/**
 * Longer than the queues try by themselves: a job that is gone by then went with a Redis that lost its memory. After a
 * day the news is old, and whoever runs this finds the job among the dead letters.
 */
const giveUp = statement(
  'notifications.dispatch.give-up',
  `WITH lost AS (
     UPDATE notification_deliveries SET status = 'undeliverable', settled_at = now(), claimed_until = NULL
      WHERE id IN (SELECT id FROM notification_deliveries
                    WHERE status = 'pending' AND queued_at < now() - interval '6 hours'
                      AND due_at < now() - interval '1 day'
                    ORDER BY queued_at LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING id)
   UPDATE notification_deliveries d SET status = 'undeliverable', settled_at = now()
     FROM lost WHERE d.digest_id = lost.id AND d.status = 'gathered'`,
);
const takeLost = statement<Row>(
  'notifications.dispatch.lost',
  `UPDATE notification_deliveries d SET queued_at = now()
    WHERE d.id IN (SELECT id FROM notification_deliveries
                    WHERE status = 'pending' AND queued_at < now() - interval '6 hours'
                    ORDER BY queued_at LIMIT $1 FOR UPDATE SKIP LOCKED)
   RETURNING ${columns}`,
);
const people = statement<{ id: Id }>(
  'notifications.dispatch.people',
  `SELECT DISTINCT user_id AS id FROM notification_deliveries
    WHERE status = 'gathering' AND due_at <= now() LIMIT $1`,
);
/** In one order: a second one that comes at the same time waits at the first row, and then finds none left. */
const hold = statement<{ id: Id; open: boolean }>(
  'notifications.dispatch.hold',
  `SELECT d.id, n.read_at IS NULL AND n.removed_at IS NULL AS open
     FROM notification_deliveries d JOIN notifications n ON n.id = d.notification_id
    WHERE d.user_id = $1 AND d.status = 'gathering' AND d.due_at <= now()
    ORDER BY d.id FOR UPDATE OF d`,
);
const withdraw = statement(
  'notifications.dispatch.withdraw',
  `UPDATE notification_deliveries SET status = 'withdrawn', settled_at = now() WHERE id = ANY ($1::uuid[])`,
);
const makeDigest = statement(
  'notifications.dispatch.make-digest',
  `INSERT INTO notification_deliveries (id, user_id, channel, status, due_at, queued_at)
   VALUES ($1, $2, 'email', 'pending', now(), now())`,
);
const putIn = statement(
  'notifications.dispatch.put-in',
  `UPDATE notification_deliveries SET status = 'gathered', digest_id = $2 WHERE id = ANY ($1::uuid[])`,
);

/** What waits, from PostgreSQL. */
@Injectable()
export class SqlDispatchStore extends DispatchStore {
  override takeDue(tx: Transaction, limit: number): Promise<OutgoingDelivery[]> {
    return tx.query(takeDue, [limit]);
  }

  override async takeLost(tx: Transaction, limit: number): Promise<OutgoingDelivery[]> {
    await tx.query(giveUp, [limit]);
    return tx.query(takeLost, [limit]);
  }

  override async peopleWithDigest(queryable: Queryable, limit: number): Promise<Id[]> {
    return (await queryable.query(people, [limit])).map(({ id }) => id);
  }

  override async gather(tx: Transaction, userId: Id, digestId: Id): Promise<boolean> {
    const rows = await tx.query(hold, [userId]);
    const idsOf = (open: boolean) => rows.filter((row) => row.open === open).map(({ id }) => id);
    await tx.query(withdraw, [idsOf(false)]);
    if (idsOf(true).length === 0) return false;
    await tx.query(makeDigest, [digestId, userId]);
    await tx.query(putIn, [idsOf(true), digestId]);
    return true;
  }
}
