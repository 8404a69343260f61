import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { NOBODY, statement, type Transaction } from '@almanac/platform';
import { ReminderStore } from '../../application/ports/reminder-store';
import type { Resource } from '../../application/ports/resource';
import type { KeptReminder, ReminderContent, ReminderType } from '../../domain/activity-parts/reminder';
import { asText, reminderJson } from '../sql/columns.sql';
import type { JsonRow } from '../sql/resource-row';

/** When it fires, of its time and offset and the due date; nothing for what is past, or has no due date to go by. */
const firesAt = (time: string, offset: string, due: string) =>
  `(SELECT CASE WHEN moment.at > now() THEN moment.at END
      FROM (SELECT coalesce(${time}, ${due} - make_interval(mins => ${offset})) AS at) moment)`;

const all = statement<JsonRow>(
  'planning.reminder.all',
  `SELECT ${reminderJson('r')}::text AS json FROM activity_reminders r
    WHERE r.activity_id = $1 ORDER BY r.created_at, r.id`,
);
const load = statement<{ type: ReminderType; remind_at: Date | null; offset_minutes: number | null }>(
  'planning.reminder.load',
  'SELECT type, remind_at, offset_minutes FROM activity_reminders WHERE id = $2 AND activity_id = $1',
);
const insert = statement(
  'planning.reminder.insert',
  `INSERT INTO activity_reminders (id, activity_id, user_id, type, remind_at, offset_minutes, fires_at, created_at)
   SELECT $1, a.id, $3, $4, $5, $6, ${firesAt('$5::timestamptz', '$6::integer', 'a.due_date')}, clock_timestamp()
     FROM activities a WHERE a.id = $2`,
);
const update = statement(
  'planning.reminder.update',
  `UPDATE activity_reminders r
      SET type = $2, remind_at = $3, offset_minutes = $4,
          fires_at = ${firesAt('$3::timestamptz', '$4::integer', 'a.due_date')},
          sent_at = CASE WHEN $5::boolean THEN NULL ELSE r.sent_at END
     FROM activities a WHERE r.id = $1 AND a.id = r.activity_id`,
);
// Locked, so that whose they are is noted as it stays until the transaction ends (`forgetNotes`).
const kept = statement<KeptReminder>(
  'planning.reminder.kept',
  `SELECT id, user_id AS "userId", type, ${asText('remind_at')} AS "time", offset_minutes AS "offset",
          ${asText('sent_at')} AS "sentAt", ${asText('created_at')} AS "createdAt"
     FROM activity_reminders WHERE activity_id = $1 ORDER BY id FOR NO KEY UPDATE`,
);
const putBack = statement(
  'planning.reminder.put-back',
  `INSERT INTO activity_reminders (id, activity_id, user_id, type, remind_at, offset_minutes, fires_at, sent_at, created_at)
   SELECT $1, a.id, CASE WHEN EXISTS (SELECT FROM users WHERE id = $3) THEN $3 ELSE '${NOBODY}' END, $4, $5, $6, ${firesAt('$5::timestamptz', '$6::integer', 'a.due_date')}, $7, $8
     FROM activities a WHERE a.id = $2
   ON CONFLICT (id) DO UPDATE
      SET type = excluded.type, remind_at = excluded.remind_at, offset_minutes = excluded.offset_minutes,
          fires_at = excluded.fires_at, sent_at = excluded.sent_at`,
);
const remove = statement('planning.reminder.remove', 'DELETE FROM activity_reminders WHERE id = $1');

/** Reminders in PostgreSQL. That they follow the due date is a trigger's work, whoever moves it. */
@Injectable()
export class SqlReminderStore extends ReminderStore {
  async all(tx: Transaction, activityId: Id): Promise<Resource[]> {
    const rows = await tx.query(all, [activityId]);
    return rows.map(({ json }) => JSON.parse(json) as Resource);
  }

  async load(tx: Transaction, activityId: Id, id: Id): Promise<ReminderContent | undefined> {
    const [row] = await tx.query(load, [activityId, id]);
    if (!row) return undefined;
    return { type: row.type, time: row.remind_at?.toISOString() ?? null, offset: row.offset_minutes };
  }

  async insert(
    tx: Transaction,
    { id, activityId, userId, content }: { id: Id; activityId: Id; userId: Id; content: ReminderContent },
  ): Promise<void> {
    await tx.query(insert, [id, activityId, userId, content.type, content.time, content.offset]);
  }

  async update(tx: Transaction, id: Id, content: ReminderContent, again: boolean): Promise<void> {
    await tx.query(update, [id, content.type, content.time, content.offset, again]);
  }

  kept(tx: Transaction, activityId: Id): Promise<KeptReminder[]> {
    return tx.query(kept, [activityId]);
  }

  async putBack(tx: Transaction, activityId: Id, reminder: KeptReminder): Promise<void> {
    const { id, userId, type, time, offset, sentAt, createdAt } = reminder;
    await tx.query(putBack, [id, activityId, userId, type, time, offset, sentAt, createdAt]);
  }

  async remove(tx: Transaction, id: Id): Promise<void> {
    await tx.query(remove, [id]);
  }
}
