import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  `CREATE TABLE devices (
     id uuid NOT NULL,
     user_id uuid NOT NULL,
     kind text NOT NULL,
     address_hash bytea NOT NULL,
     sealed_address text NOT NULL,
     name text,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     registered_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT devices_pkey PRIMARY KEY (id),
     CONSTRAINT devices_address_key UNIQUE (address_hash),
     CONSTRAINT devices_kind_check CHECK (kind IN ('fcm', 'web')),
     CONSTRAINT devices_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
   )`,
  'CREATE INDEX devices_user ON devices (user_id, registered_at)',
  `CREATE TABLE device_receipts (
     delivery_id uuid NOT NULL,
     device_id uuid NOT NULL,
     CONSTRAINT device_receipts_pkey PRIMARY KEY (delivery_id, device_id),
     CONSTRAINT device_receipts_delivery_id_fkey
       FOREIGN KEY (delivery_id) REFERENCES notification_deliveries (id) ON DELETE CASCADE,
     CONSTRAINT device_receipts_device_id_fkey
       FOREIGN KEY (device_id) REFERENCES devices (id) ON DELETE CASCADE ON UPDATE CASCADE
   )`,
  'CREATE INDEX device_receipts_device ON device_receipts (device_id)',
];

/** Phones and browsers that people get push on, and which of them has got what. */
export class Devices1763800095000 implements MigrationInterface {
  readonly name = 'Devices1763800095000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE device_receipts, devices');
  }
}
