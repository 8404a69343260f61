import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Transaction } from '@almanac/platform';
import {
  NotificationStore,
  type NewDelivery,
  type NewNotification,
} from '../application/ports/notification-store';

const insert = statement<{ id: Id; created_at: Date }>(
  'notifications.insert',
  `INSERT INTO notifications (id, user_id, event_id, kind, title, body, path, subject_type, subject_id,
                              comment_id, actor_id, owner_id, personal, in_app)
   SELECT id, "userId", "eventId", kind, title, body, path, "subjectType", "subjectId", "commentId",
          "actorId", "ownerId", personal, "inApp"
     FROM jsonb_to_recordset($1::jsonb) AS row (id uuid, "userId" uuid, "eventId" uuid, kind text, title text,
          body text, path text, "subjectType" text, "subjectId" uuid, "commentId" uuid, "actorId" uuid, "ownerId" uuid,
          personal boolean, "inApp" boolean)
    ORDER BY "userId"
   ON CONFLICT DO NOTHING
   RETURNING id, created_at`,
);
const insertDeliveries = statement(
  'notifications.insert-deliveries',
  `INSERT INTO notification_deliveries (id, user_id, notification_id, channel, status, chosen, due_at, queued_at)
   SELECT id, "userId", "notificationId", channel, status, chosen, "dueAt", CASE WHEN queued THEN now() END
     FROM jsonb_to_recordset($1::jsonb) AS row (id uuid, "userId" uuid, "notificationId" uuid, channel text,
          status text, chosen boolean, "dueAt" timestamptz, queued boolean)
   ON CONFLICT (notification_id, channel) DO NOTHING`,
);

/** In one order, as those who read their lists lock them. */
const hideComment = statement(
  'notifications.hide-comment',
  `WITH found AS (
     SELECT n.id FROM notifications n WHERE n.comment_id = $1 AND n.removed_at IS NULL ORDER BY n.id FOR UPDATE)
   UPDATE notifications n SET removed_at = clock_timestamp() FROM found WHERE n.id = found.id`,
);

/** Notifications into PostgreSQL. */
@Injectable()
export class SqlNotificationStore extends NotificationStore {
  override async insert(
    tx: Transaction,
    notifications: readonly NewNotification[],
  ): Promise<ReadonlyMap<Id, Date>> {
    if (notifications.length === 0) return new Map();
    const rows = await tx.query(insert, [JSON.stringify(notifications)]);
    return new Map(rows.map(({ id, created_at }) => [id, created_at]));
  }

  override async insertDeliveries(tx: Transaction, deliveries: readonly NewDelivery[]): Promise<void> {
    if (deliveries.length > 0) await tx.query(insertDeliveries, [JSON.stringify(deliveries)]);
  }

  override async hideComment(tx: Transaction, commentId: Id): Promise<void> {
    await tx.query(hideComment, [commentId]);
  }
}
