import type { MigrationInterface, QueryRunner } from 'typeorm';

const up = [
  // The comment whose words a notification repeats: they go with it, and nobody is told twice of being named in it.
  'ALTER TABLE notifications ADD COLUMN comment_id uuid',
  `CREATE UNIQUE INDEX notifications_comment_key ON notifications (comment_id, user_id, kind)
    WHERE comment_id IS NOT NULL`,
  // What retention takes first, so that it does not go through what nobody has read in a year.
  `CREATE INDEX notifications_done ON notifications (created_at)
    WHERE read_at IS NOT NULL OR removed_at IS NOT NULL OR NOT in_app`,
  // A try whose end is unknown: the text message may be on its way.
  'ALTER TABLE notification_deliveries ADD COLUMN tried_at timestamptz(3)',
  // A device gets push as long as the session lasts in which it was registered.
  `ALTER TABLE devices
     ADD COLUMN session_id uuid,
     ADD CONSTRAINT devices_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE`,
  'CREATE INDEX devices_session ON devices (session_id) WHERE session_id IS NOT NULL',
];
const down = [
  'ALTER TABLE devices DROP COLUMN session_id',
  'ALTER TABLE notification_deliveries DROP COLUMN tried_at',
  'DROP INDEX notifications_done',
  'ALTER TABLE notifications DROP COLUMN comment_id',
];

/** Sessions of devices, comments of notifications, and tries whose end is unknown (spec: background.md "Notifications"). */
export class NotificationCare1763800099300 implements MigrationInterface {
  readonly name = 'NotificationCare1763800099300';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of up) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of down) await runner.query(statement);
  }
}
