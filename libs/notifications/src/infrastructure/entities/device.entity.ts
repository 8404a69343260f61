import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { NotificationDeliveryEntity } from './notification-delivery.entity';

/** A phone or a browser that somebody gets push on. It belongs to whoever registered it last. */
@Entity('devices')
@Unique('devices_address_key', ['addressHash'])
@Check('devices_kind_check', `kind IN ('fcm', 'web')`)
@Index('devices_user', ['userId', 'registeredAt'])
@Index('devices_session', ['sessionId'], { where: 'session_id IS NOT NULL' })
export class DeviceEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'devices_pkey' })
  id!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  @ForeignKey('UserEntity', { name: 'devices_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  @Column({ type: 'text' })
  kind!: string;

  /** By which it is known again: SHA-256 of its kind and its token or endpoint. */
  @Column({ name: 'address_hash', type: 'bytea' })
  addressHash!: Buffer;

  /** Token, or endpoint and keys, encrypted for the user. */
  @Column({ name: 'sealed_address', type: 'text' })
  sealedAddress!: string;

  @Column({ type: 'text', nullable: true })
  name!: string | null;

  /** In which it was registered, and with which it ends; null for those from before sessions were noted. */
  @Column({ name: 'session_id', type: 'uuid', nullable: true })
  @ForeignKey('SessionEntity', { name: 'devices_session_id_fkey', onDelete: 'CASCADE' })
  sessionId!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'registered_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  registeredAt!: Date;
}

/** Which device has got which delivery, so that a further try leaves it alone. */
@Entity('device_receipts')
@Index('device_receipts_device', ['deviceId'])
export class DeviceReceiptEntity {
  @PrimaryColumn({ name: 'delivery_id', type: 'uuid', primaryKeyConstraintName: 'device_receipts_pkey' })
  @ForeignKey(() => NotificationDeliveryEntity, {
    name: 'device_receipts_delivery_id_fkey',
    onDelete: 'CASCADE',
  })
  deliveryId!: string;

  @PrimaryColumn({ name: 'device_id', type: 'uuid', primaryKeyConstraintName: 'device_receipts_pkey' })
  @ForeignKey(() => DeviceEntity, {
    name: 'device_receipts_device_id_fkey',
    onDelete: 'CASCADE',
    onUpdate: 'CASCADE',
  })
  deviceId!: string;
}
