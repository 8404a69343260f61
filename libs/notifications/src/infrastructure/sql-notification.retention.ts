import { Injectable } from '@nestjs/common';
import { Database, statement } from '@almanac/platform';
import { NotificationRetention } from '../application/ports/notification-retention';
import { READ_DAYS, UNREAD_DAYS } from '../domain/retention';

/** Rows in one statement: few enough that no lock is held for long. */
const BATCH = 1000;

/** Their deliveries go with them. Each has an index, so that none goes through what is to stay. */
const notifications = statement<{ count: number }>(
  'notifications.forget',
  forget(`interval '${UNREAD_DAYS} days'`),
);
const done = statement<{ count: number }>(
  'notifications.forget-done',
  forget(
    `interval '${READ_DAYS} days' AND (n.read_at IS NOT NULL OR n.removed_at IS NOT NULL OR NOT n.in_app)`,
  ),
);
const digests = statement<{ count: number }>(
  'notifications.forget-digests',
  `WITH gone AS (
     DELETE FROM notification_deliveries WHERE id IN (
       SELECT d.id FROM notification_deliveries d
        WHERE d.notification_id IS NULL AND d.settled_at < now() - interval '${READ_DAYS} days'
        ORDER BY d.settled_at LIMIT $1)
     RETURNING 1)
   SELECT count(*)::int AS count FROM gone`,
);

function forget(age: string): string {
  return `WITH gone AS (
     DELETE FROM notifications WHERE id IN (
       SELECT n.id FROM notifications n WHERE n.created_at < now() - ${age} ORDER BY n.created_at LIMIT $1)
     RETURNING 1)
   SELECT count(*)::int AS count FROM gone`;
}

@Injectable()
export class SqlNotificationRetention extends NotificationRetention {
  constructor(private readonly database: Database) {
    super();
  }

  override async forget(): Promise<boolean> {
    const counts: number[] = [];
    for (const old of [notifications, done, digests])
      counts.push((await this.database.query(old, [BATCH]))[0]?.count ?? 0);
    return counts.some((count) => count === BATCH);
  }
}
