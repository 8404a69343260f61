import type { Pool } from 'pg';
import { newId, type Id } from '@almanac/kernel';
import { RequestContext, type JobContext } from '@almanac/platform';

export interface Fact {
  kind?: string;
  title?: string;
  body?: string;
  path?: string | null;
}

/** As a worker calls a handler. */
export function jobContext(): JobContext {
  return { eventId: newId(), context: RequestContext.system(), signal: new AbortController().signal };
}

/** A notification that waits to be sent on a channel; nothing must be seen by whoever is told. */
export async function pendingDelivery(
  database: Pool,
  userId: Id,
  channel: 'email' | 'push' | 'sms',
  fact: Fact = {},
): Promise<Id> {
  const { kind = 'reminder', title = 'Water the plants', body = 'Due at six', path = '/activities/1' } = fact;
  const [notificationId, deliveryId] = [newId(), newId()];
  await database.query(
    `INSERT INTO notifications (id, user_id, event_id, kind, title, body, path, in_app)
     VALUES ($1, $2, $3, $4, $5, $6, $7, true)`,
    [notificationId, userId, newId(), kind, title, body, path],
  );
  await database.query(
    `INSERT INTO notification_deliveries (id, user_id, notification_id, channel, status, chosen, due_at, queued_at)
     VALUES ($1, $2, $3, $4, 'pending', true, now(), now())`,
    [deliveryId, userId, notificationId, channel],
  );
  return deliveryId;
}

export async function statusOf(database: Pool, deliveryId: Id): Promise<string | undefined> {
  const { rows } = await database.query<{ status: string }>(
    'SELECT status FROM notification_deliveries WHERE id = $1',
    [deliveryId],
  );
  return rows[0]?.status;
}
