import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';
import type { DeviceKind, PushAddress } from '../../domain/channels/push-address';

/** A device that somebody gets push on, without its address. */
export interface Device {
  id: Id;
  kind: DeviceKind;
  name: string | null;
  createdAt: Date;
  /** When it was last registered: apps do so at each start. */
  registeredAt: Date;
}

export interface NewDevice {
  id: Id;
  userId: Id;
  /** It gets push as long as this one lasts. */
  sessionId: Id;
  address: PushAddress;
  name: string | null;
}

/** One to send to. */
export interface AddressedDevice {
  id: Id;
  address: PushAddress;
  /** The address as it is kept: says whether it is still the same. */
  sealed: string;
  /** Null for those from before sessions were noted. */
  sessionId: Id | null;
}

/** Devices in PostgreSQL; what leads to them is encrypted. */
export abstract class DeviceStore {
  /**
   * Makes the device the user's. The same device of the same user stays what it is; that of another becomes a new one
   * of this user. Forgets those of the user that were registered longest ago, but for `keep`.
   */
  abstract register(tx: Transaction, device: NewDevice, keep: number): Promise<Device>;
  /** Newest first. */
  abstract list(queryable: Queryable, userId: Id): Promise<Device[]>;
  /** Whosever it is. */
  abstract exists(queryable: Queryable, id: Id): Promise<boolean>;
  /** False where the user has no such device. */
  abstract remove(tx: Transaction, userId: Id, id: Id): Promise<boolean>;
  /** Takes away those that were registered last in one of these sessions. */
  abstract removeOf(tx: Transaction, sessionIds: readonly Id[]): Promise<void>;
  /** Takes away one that is dead, unless it was registered anew since it was read. */
  abstract drop(queryable: Queryable, device: AddressedDevice): Promise<void>;
  /** The user's devices that have not got this delivery yet, and how many have. */
  abstract open(
    queryable: Queryable,
    deliveryId: Id,
    userId: Id,
  ): Promise<{ devices: AddressedDevice[]; reached: number }>;
  /** The device has got the delivery. Harmless when repeated, or where either is gone. */
  abstract noteSent(queryable: Queryable, deliveryId: Id, deviceId: Id): Promise<void>;
}
