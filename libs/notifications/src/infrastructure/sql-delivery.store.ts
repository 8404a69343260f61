import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Transaction } from '@almanac/platform';
import type { DeliveryOutcome } from '../application/deliveries';
import {
  DeliveryStore,
  type BulkAssignment,
  type OpenFact,
  type LeasedDelivery,
  type UnlistedFact,
} from '../application/ports/delivery-store';
import type { ShownFact } from '../application/seen-notification';

const take = statement<LeasedDelivery & Record<string, unknown>>(
  'notifications.deliveries.take',
  `UPDATE notification_deliveries SET claimed_until = clock_timestamp() + make_interval(secs => $2)
    WHERE id = $1 AND status = 'pending' AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())
   RETURNING id, user_id AS "userId", channel, notification_id AS "notificationId",
             tried_at AS "triedAt"`,
);
const busy = statement<{ busyMs: number }>(
  'notifications.deliveries.busy',
  `SELECT greatest(0, ceil(extract(epoch FROM claimed_until - clock_timestamp()) * 1000))::int AS "busyMs"
     FROM notification_deliveries WHERE id = $1 AND status = 'pending'`,
);
const fact = `d.id AS "deliveryId", n.id, n.event_id AS "eventId", n.kind, n.title, n.body, n.path, n.subject_type AS "subjectType",
  n.subject_id AS "subjectId", n.comment_id AS "commentId", d.chosen, n.created_at AS at`;
const open = 'n.read_at IS NULL AND n.removed_at IS NULL';
const ofOne = statement<OpenFact & Record<string, unknown>>(
  'notifications.deliveries.fact',
  `SELECT ${fact} FROM notification_deliveries d JOIN notifications n ON n.id = d.notification_id
    WHERE d.id = $1 AND ${open}`,
);
const ofDigest = statement<OpenFact & Record<string, unknown>>(
  'notifications.deliveries.facts-of-digest',
  `SELECT ${fact} FROM notification_deliveries d JOIN notifications n ON n.id = d.notification_id
    WHERE d.digest_id = $1 AND d.status = 'gathered' AND ${open} ORDER BY n.created_at, n.id`,
);
/** The ids that are no longer kept, such as of whoever was purged, are simply not found. */
const bulkAssignments = statement<BulkAssignment & Record<string, unknown>>(
  'notifications.deliveries.bulk-assignments',
  `SELECT o.event_id AS "eventId", o.actor_id AS "actorId", person -> 'activityIds' AS "activityIds"
     FROM outbox o CROSS JOIN LATERAL json_array_elements(o.payload -> 'assigned') person
    WHERE o.event_id = ANY ($1::uuid[]) AND o.name = 'activities.assigned' AND person ->> 'userId' = $2::text`,
);
const withdraw = statement(
  'notifications.deliveries.withdraw',
  `UPDATE notification_deliveries SET status = 'withdrawn', settled_at = clock_timestamp(), claimed_until = NULL
    WHERE id = $1 AND status = 'pending'`,
);
const withdrawOthers = statement(
  'notifications.deliveries.withdraw-others',
  `UPDATE notification_deliveries SET status = 'withdrawn', settled_at = clock_timestamp()
    WHERE digest_id = $1 AND status = 'gathered' AND id <> ALL ($2::uuid[])`,
);
/** A digest's facts are told, or not, with it. */
const settle = statement(
  'notifications.deliveries.settle',
  `WITH settled AS (
     UPDATE notification_deliveries SET status = $2, settled_at = clock_timestamp(), claimed_until = NULL
      WHERE id = $1 AND status = 'pending' RETURNING id)
   UPDATE notification_deliveries d SET status = $2, settled_at = clock_timestamp()
     FROM settled WHERE d.digest_id = settled.id AND d.status = 'gathered'`,
);
/** The notification comes first, as for whoever makes both. */
const holdUnlisted = statement<UnlistedFact & Record<string, unknown>>(
  'notifications.deliveries.hold-unlisted',
  `SELECT n.id, n.user_id AS "userId", n.kind FROM notifications n
    WHERE n.id = (SELECT d.notification_id FROM notification_deliveries d WHERE d.id = $1 AND d.chosen)
      AND NOT n.in_app AND n.removed_at IS NULL FOR UPDATE`,
);
const listUntold = statement<ShownFact & Record<string, unknown>>(
  'notifications.deliveries.list-untold',
  `UPDATE notifications n SET in_app = true
    WHERE n.id = $1 AND NOT n.in_app
      AND NOT EXISTS (SELECT FROM notification_deliveries d
                       WHERE d.notification_id = n.id AND d.status NOT IN ('undeliverable', 'withdrawn'))
   RETURNING n.id, n.kind, n.title, n.body, n.path, n.subject_type AS "subjectType", n.subject_id AS "subjectId",
             n.created_at AS at`,
);
const noteTry = statement(
  'notifications.deliveries.note-try',
  `UPDATE notification_deliveries SET tried_at = CASE WHEN $2 THEN clock_timestamp() END
    WHERE id = $1 AND status = 'pending'`,
);
const release = statement(
  'notifications.deliveries.release',
  `UPDATE notification_deliveries SET claimed_until = NULL WHERE id = $1 AND status = 'pending'`,
);

/** Deliveries from PostgreSQL. */
@Injectable()
export class SqlDeliveryStore extends DeliveryStore {
  override async take(
    tx: Transaction,
    id: Id,
    seconds: number,
  ): Promise<LeasedDelivery | { busyMs: number } | undefined> {
    const [taken] = await tx.query(take, [id, seconds]);
    return taken ?? (await tx.query(busy, [id]))[0];
  }

  override openFacts(tx: Transaction, { id, notificationId }: LeasedDelivery): Promise<OpenFact[]> {
    return tx.query(notificationId === null ? ofDigest : ofOne, [id]);
  }

  override bulkAssignments(tx: Transaction, eventIds: readonly Id[], userId: Id): Promise<BulkAssignment[]> {
    return tx.query(bulkAssignments, [[...eventIds], userId]);
  }

  override async keepOnly(tx: Transaction, { id, notificationId }: LeasedDelivery, facts: readonly Id[]) {
    if (notificationId === null) await tx.query(withdrawOthers, [id, [...facts]]);
    if (facts.length === 0) await tx.query(withdraw, [id]);
  }

  override async noteTry(tx: Transaction, id: Id, tried: boolean): Promise<void> {
    await tx.query(noteTry, [id, tried]);
  }

  override async settle(tx: Transaction, id: Id, outcome: DeliveryOutcome): Promise<void> {
    await tx.query(settle, [id, outcome]);
  }

  override async holdUnlisted(tx: Transaction, id: Id): Promise<UnlistedFact | undefined> {
    return (await tx.query(holdUnlisted, [id]))[0];
  }

  override async listUntold(tx: Transaction, notificationId: Id): Promise<ShownFact | undefined> {
    return (await tx.query(listUntold, [notificationId]))[0];
  }

  override async release(tx: Transaction, id: Id): Promise<void> {
    await tx.query(release, [id]);
  }
}
