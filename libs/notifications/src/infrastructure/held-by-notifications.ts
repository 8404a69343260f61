import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  Database,
  HoldsPersonalData,
  MailStore,
  personalParts,
  statement,
  statements,
  type PersonalDataHolder,
  type PersonalPart,
  type Snapshot,
  type Transaction,
} from '@almanac/platform';
import { TextMessages } from '../application/ports/text-messages';

const parts = personalParts('notifications', {
  list: `
    SELECT id, kind, title, body, subject_type AS "resourceType", subject_id AS "resourceId", in_app AS "inApp",
           read_at AS "readAt", removed_at AS "removedAt", created_at AS "createdAt"
      FROM notifications WHERE user_id = $1 ORDER BY created_at, id`,
  deliveries: `
    SELECT id, notification_id AS "notificationId", digest_id AS "digestId", channel, status, due_at AS "dueAt",
           settled_at AS "settledAt", created_at AS "createdAt"
      FROM notification_deliveries WHERE user_id = $1 ORDER BY created_at, id`,
  preferences: `
    SELECT kinds, quiet_from AS "quietFrom", quiet_to AS "quietTo", digest, updated_at AS "updatedAt"
      FROM notification_preferences WHERE user_id = $1`,
});

/**
 * What others were told of the person, or of what was the person's, says their name or the titles of their things: it
 * goes, too, and so do the events that told it.
 */
const erasures = statements('notifications.erase', [
  `DELETE FROM outbox
    WHERE stream_id IS NULL AND name = 'notification.created' AND resource_id IN (
          SELECT id FROM notifications WHERE user_id = $1 OR actor_id = $1 OR owner_id = $1)`,
  'DELETE FROM notification_deliveries WHERE user_id = $1',
  'DELETE FROM notifications WHERE user_id = $1',
  'DELETE FROM notifications WHERE actor_id = $1 OR owner_id = $1',
  'DELETE FROM notification_preferences WHERE user_id = $1',
]);

/** Mails and text messages to others that tell of it; in files where no server or provider is set. */
const sentOf = statement<{ id: Id; channel: string }>(
  'notifications.erase-sent',
  `SELECT DISTINCT coalesce(d.digest_id, d.id) AS id, d.channel
     FROM notifications n JOIN notification_deliveries d ON d.notification_id = n.id
    WHERE d.channel IN ('email', 'sms') AND (n.actor_id = $1 OR n.owner_id = $1)`,
);

/** What somebody was told, how, and what they chose of it. */
@Injectable()
@HoldsPersonalData()
export class HeldByNotifications implements PersonalDataHolder {
  readonly name = 'notifications';

  constructor(
    private readonly database: Database,
    private readonly mails: MailStore,
    private readonly texts: TextMessages,
  ) {}

  export(snapshot: Snapshot, userId: Id): PersonalPart[] {
    return parts(snapshot, userId);
  }

  async eraseFiles(userId: Id): Promise<void> {
    const sent = await this.database.query(sentOf, [userId]);
    const idsOn = (channel: string) => sent.filter((one) => one.channel === channel).map(({ id }) => id);
    await this.mails.remove(idsOn('email'));
    await this.texts.remove(idsOn('sms'));
  }

  async erase(tx: Transaction, userId: Id): Promise<void> {
    for (const erasure of erasures) await tx.query(erasure, [userId]);
  }
}
