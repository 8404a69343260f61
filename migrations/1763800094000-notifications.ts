import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notifications, how each was told on which channel, and what people chose (spec: background.md "Notifications"). */
export class Notifications1763800094000 implements MigrationInterface {
  readonly name = 'Notifications1763800094000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...notifications, ...deliveries, preferences]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE notification_preferences, notification_deliveries, notifications');
  }
}

const kinds = `'assignment', 'mention', 'comment', 'invitation', 'share', 'reminder', 'job', 'security', 'billing', 'gathering', 'milestone'`;
const shown = 'in_app AND removed_at IS NULL';
const notifications = [
  `CREATE TABLE notifications (
     id uuid NOT NULL,
     user_id uuid NOT NULL,
     event_id uuid NOT NULL,
     kind text NOT NULL,
     title text NOT NULL,
     body text NOT NULL DEFAULT '',
     path text,
     subject_type text,
     subject_id uuid,
     actor_id uuid,
     owner_id uuid,
     in_app boolean NOT NULL,
     read_at timestamptz(3),
     removed_at timestamptz(3),
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT notifications_pkey PRIMARY KEY (id),
     CONSTRAINT notifications_fact_key UNIQUE (event_id, user_id),
     CONSTRAINT notifications_kind_check CHECK (kind IN (${kinds})),
     CONSTRAINT notifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
   )`,
  `CREATE INDEX notifications_shown ON notifications (user_id, created_at, id) WHERE ${shown}`,
  `CREATE INDEX notifications_unread ON notifications (user_id) WHERE ${shown} AND read_at IS NULL`,
  'CREATE INDEX notifications_created ON notifications (created_at)',
  'CREATE INDEX notifications_actor ON notifications (actor_id) WHERE actor_id IS NOT NULL',
  'CREATE INDEX notifications_owner ON notifications (owner_id) WHERE owner_id IS NOT NULL',
];
const deliveries = [
  `CREATE TABLE notification_deliveries (
     id uuid NOT NULL,
     user_id uuid NOT NULL,
     notification_id uuid,
     channel text NOT NULL,
     status text NOT NULL,
     chosen boolean NOT NULL DEFAULT false,
     digest_id uuid,
     due_at timestamptz(3) NOT NULL,
     queued_at timestamptz(3),
     claimed_until timestamptz(3),
     settled_at timestamptz(3),
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT notification_deliveries_pkey PRIMARY KEY (id),
     CONSTRAINT notification_deliveries_fact_key UNIQUE (notification_id, channel),
     CONSTRAINT notification_deliveries_channel_check CHECK (channel IN ('email', 'push', 'sms')),
     CONSTRAINT notification_deliveries_status_check
       CHECK (status IN ('pending', 'gathering', 'gathered', 'sent', 'undeliverable', 'withdrawn')),
     CONSTRAINT notification_deliveries_digest_check CHECK (notification_id IS NOT NULL OR channel = 'email'),
     CONSTRAINT notification_deliveries_user_id_fkey
       FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
     CONSTRAINT notification_deliveries_notification_id_fkey
       FOREIGN KEY (notification_id) REFERENCES notifications (id) ON DELETE CASCADE,
     CONSTRAINT notification_deliveries_digest_id_fkey
       FOREIGN KEY (digest_id) REFERENCES notification_deliveries (id) ON DELETE SET NULL
   )`,
  'CREATE INDEX notification_deliveries_user ON notification_deliveries (user_id)',
  'CREATE INDEX notification_deliveries_digest ON notification_deliveries (digest_id) WHERE digest_id IS NOT NULL',
  `CREATE INDEX notification_deliveries_due ON notification_deliveries (due_at)
    WHERE status = 'pending' AND queued_at IS NULL`,
  `CREATE INDEX notification_deliveries_queued ON notification_deliveries (queued_at)
    WHERE status = 'pending' AND queued_at IS NOT NULL`,
  `CREATE INDEX notification_deliveries_gathering ON notification_deliveries (due_at, user_id)
    WHERE status = 'gathering'`,
  `CREATE INDEX notification_deliveries_settled ON notification_deliveries (settled_at)
    WHERE notification_id IS NULL AND settled_at IS NOT NULL`,
];
const preferences = `CREATE TABLE notification_preferences (
     user_id uuid NOT NULL,
     kinds jsonb NOT NULL DEFAULT '{}',
     quiet_from text,
     quiet_to text,
     digest text NOT NULL DEFAULT 'immediate',
     version integer NOT NULL DEFAULT 1,
     updated_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT notification_preferences_pkey PRIMARY KEY (user_id),
     CONSTRAINT notification_preferences_digest_check CHECK (digest IN ('immediate', 'hourly', 'daily')),
     CONSTRAINT notification_preferences_quiet_check CHECK ((quiet_from IS NULL) = (quiet_to IS NULL)),
     CONSTRAINT notification_preferences_user_id_fkey
       FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
   )`;
