import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Id } from '@almanac/kernel';
import { SecretBox, statement, type BoxPurpose, type Queryable, type Transaction } from '@almanac/platform';
import {
  DeviceStore,
  type AddressedDevice,
  type Device,
  type NewDevice,
} from '../../application/ports/device-store';
import { addressKey } from '../../domain/channels/push-address';

const PURPOSE: BoxPurpose = 'device-address/v1';

const sealed = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fcm'), token: z.string() }),
  z.object({ kind: z.literal('web'), endpoint: z.string(), p256dh: z.string(), auth: z.string() }),
]);

const shown = `id, kind, name, created_at AS "createdAt", registered_at AS "registeredAt"`;
type Row = Device & Record<string, unknown>;

/** What another has had becomes somebody's own, with an id that the other has never seen. */
const register = statement<Row>(
  'notifications.device-register',
  `INSERT INTO devices AS d (id, user_id, kind, address_hash, sealed_address, name, session_id)
   VALUES ($1, $2, $3, $4, $5, $6, $7)
   ON CONFLICT ON CONSTRAINT devices_address_key DO UPDATE SET
     id = CASE WHEN d.user_id = excluded.user_id THEN d.id ELSE excluded.id END,
     created_at = CASE WHEN d.user_id = excluded.user_id THEN d.created_at ELSE now() END,
     name = CASE WHEN d.user_id = excluded.user_id THEN coalesce(excluded.name, d.name) ELSE excluded.name END,
     user_id = excluded.user_id, session_id = excluded.session_id, sealed_address = excluded.sealed_address, registered_at = now()
   RETURNING ${shown}`,
);
const forgetOld = statement(
  'notifications.device-forget-old',
  `DELETE FROM devices WHERE id IN (
     SELECT id FROM devices WHERE user_id = $1 AND id <> $2 ORDER BY registered_at DESC, id DESC OFFSET $3)`,
);
const list = statement<Row>(
  'notifications.device-list',
  `SELECT ${shown} FROM devices WHERE user_id = $1 ORDER BY registered_at DESC, id DESC`,
);
const remove = statement<{ id: Id }>(
  'notifications.device-remove',
  'DELETE FROM devices WHERE id = $2 AND user_id = $1 RETURNING id',
);
const exists = statement('notifications.device-exists', 'SELECT FROM devices WHERE id = $1');
const removeOf = statement(
  'notifications.device-remove-of-sessions',
  'DELETE FROM devices WHERE session_id = ANY ($1::uuid[])',
);
const drop = statement(
  'notifications.device-drop',
  'DELETE FROM devices WHERE id = $1 AND sealed_address = $2',
);
const open = statement<{ id: Id; sealed: string; sessionId: Id | null; reached: boolean }>(
  'notifications.device-open',
  `SELECT d.id, d.sealed_address AS sealed, d.session_id AS "sessionId",
          r.device_id IS NOT NULL AS reached
     FROM devices d LEFT JOIN device_receipts r ON r.device_id = d.id AND r.delivery_id = $1
    WHERE d.user_id = $2 ORDER BY d.registered_at DESC`,
);
const noteSent = statement(
  'notifications.device-note-sent',
  `INSERT INTO device_receipts (delivery_id, device_id)
   SELECT x.id, d.id FROM notification_deliveries x, devices d WHERE x.id = $1 AND d.id = $2
   ON CONFLICT DO NOTHING`,
);

/** Devices in PostgreSQL. Tokens and keys are encrypted: with them anybody could send to the device. */
@Injectable()
export class SqlDeviceStore extends DeviceStore {
  constructor(private readonly box: SecretBox) {
    super();
  }

  override async register(tx: Transaction, device: NewDevice, keep: number): Promise<Device> {
    const { id, userId, sessionId, address, name } = device;
    const hash = createHash('sha256').update(addressKey(address)).digest();
    const text = this.box.seal(PURPOSE, userId, JSON.stringify(address));
    const [row] = await tx.query(register, [id, userId, address.kind, hash, text, name, sessionId]);
    if (!row) throw new Error('The device was not registered');
    await tx.query(forgetOld, [userId, row.id, keep - 1]);
    return row;
  }

  override list(queryable: Queryable, userId: Id): Promise<Device[]> {
    return queryable.query(list, [userId]);
  }

  override async remove(tx: Transaction, userId: Id, id: Id): Promise<boolean> {
    return (await tx.query(remove, [userId, id])).length > 0;
  }

  override async exists(queryable: Queryable, id: Id): Promise<boolean> {
    return (await queryable.query(exists, [id])).length > 0;
  }

  override async removeOf(tx: Transaction, sessionIds: readonly Id[]): Promise<void> {
    await tx.query(removeOf, [[...sessionIds]]);
  }

  override async drop(queryable: Queryable, device: AddressedDevice): Promise<void> {
    await queryable.query(drop, [device.id, device.sealed]);
  }

  override async open(
    queryable: Queryable,
    deliveryId: Id,
    userId: Id,
  ): Promise<{ devices: AddressedDevice[]; reached: number }> {
    const rows = await queryable.query(open, [deliveryId, userId]);
    const waiting = rows.filter(({ reached }) => !reached);
    const devices = waiting.map(({ id, sealed: text, sessionId }) => {
      const address = sealed.parse(JSON.parse(this.box.open(PURPOSE, userId, text)));
      return { id, address, sealed: text, sessionId };
    });
    return { devices, reached: rows.length - waiting.length };
  }

  override async noteSent(queryable: Queryable, deliveryId: Id, deviceId: Id): Promise<void> {
    await queryable.query(noteSent, [deliveryId, deviceId]);
  }
}
