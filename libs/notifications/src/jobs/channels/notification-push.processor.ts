import { Inject, Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import {
  Database,
  HandlesJob,
  People,
  PostponeJob,
  type JobContext,
  type JobHandler,
  type RequestContext,
} from '@almanac/platform';
import type { ClaimedDelivery, DeliveryOutcome } from '../../application/deliveries';
import { DeviceStore, type AddressedDevice } from '../../application/ports/device-store';
import {
  PUSH_SENDERS,
  type PushMessage,
  type PushOutcome,
  type PushSenders,
} from '../../application/ports/push-sender';
import { DeliveryFlow } from './delivery-flow';
import { pushMessage } from './notification-push.content';

/** Sends one notification to every device of the person. A further try leaves those alone that have it. */
@Injectable()
@HandlesJob('push', 'notification')
export class NotificationPushProcessor implements JobHandler<'push', 'notification'> {
  constructor(
    private readonly flow: DeliveryFlow,
    private readonly devices: DeviceStore,
    private readonly people: People,
    private readonly database: Database,
    @Inject(PUSH_SENDERS) private readonly senders: PushSenders,
  ) {}

  async handle({ deliveryId }: JobPayload<'push', 'notification'>, { context }: JobContext): Promise<void> {
    await this.flow.run(deliveryId, (claimed) => this.send(context, claimed));
  }

  private async send(context: RequestContext, claimed: ClaimedDelivery): Promise<DeliveryOutcome> {
    const message = pushMessage(claimed);
    if (!message) return 'undeliverable';
    const { devices: all, reached } = await this.devices.open(this.database, claimed.id, claimed.userId);
    const devices = await this.signedIn(all);
    const results = await Promise.allSettled(devices.map((device) => this.sendTo(context, device, message)));
    const failures = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    if (failures.length > 0) throw worst(failures);
    const sent = results.some((result) => result.status === 'fulfilled' && result.value === 'sent');
    return sent || reached > 0 ? 'sent' : 'undeliverable';
  }

  /** Their sessions may have expired, or ended just now: the word of it comes by a job of its own. */
  private async signedIn(devices: readonly AddressedDevice[]): Promise<AddressedDevice[]> {
    const ids = devices.flatMap(({ sessionId }) => sessionId ?? []);
    const open = new Set(await this.people.openSessions(this.database, ids));
    const over = devices.filter(({ sessionId }) => sessionId !== null && !open.has(sessionId));
    for (const device of over) await this.devices.drop(this.database, device);
    return devices.filter((device) => !over.includes(device));
  }

  private async sendTo(
    context: RequestContext,
    device: AddressedDevice,
    message: PushMessage,
  ): Promise<PushOutcome> {
    const sender = this.senders.get(device.address.kind);
    // The operator may set it up yet; the device stays.
    if (!sender?.ready) return 'refused';
    const outcome = await sender.send(context, device.address, message);
    if (outcome === 'sent') await this.devices.noteSent(this.database, message.deliveryId, device.id);
    if (outcome === 'gone') await this.devices.drop(this.database, device);
    return outcome;
  }
}

/** One that failed uses up a try; where all that failed must only wait, the job waits for the first. */
function worst(failures: readonly unknown[]): unknown {
  const failed = failures.find((failure) => !(failure instanceof PostponeJob));
  if (failed !== undefined) return failed;
  const waits = failures.filter((failure) => failure instanceof PostponeJob);
  return waits.sort((left, right) => left.delayMs - right.delayMs)[0];
}
