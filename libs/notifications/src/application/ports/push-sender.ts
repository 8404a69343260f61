import type { NotificationKind } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { RequestContext } from '@almanac/platform';
import type { DeviceKind, PushAddress } from '../../domain/channels/push-address';

/** What a device shows. */
export interface PushMessage {
  /** Also the tag: what has the same takes the place of what is shown already. */
  deliveryId: Id;
  notificationId: Id;
  kind: NotificationKind | 'digest';
  title: string;
  body: string;
  url: string | undefined;
}

/** `gone`: the device is no more, or no longer ours. `refused`: it gets others, but never this one. */
export type PushOutcome = 'sent' | 'gone' | 'refused';

/** The service of one kind of device. */
export abstract class PushSender {
  abstract readonly kind: DeviceKind;
  /** Whether the operator has set it up. */
  abstract readonly ready: boolean;
  /**
   * @throws Error where another try may go better
   * @throws PostponeJob where nothing can be sent for a while
   */
  abstract send(context: RequestContext, address: PushAddress, message: PushMessage): Promise<PushOutcome>;
}

/** Every service, by the kind of device. */
export const PUSH_SENDERS = Symbol('push-senders');
export type PushSenders = ReadonlyMap<DeviceKind, PushSender>;
