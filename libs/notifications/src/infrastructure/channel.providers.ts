import type { Provider } from '@nestjs/common';
import { Config, OutgoingClient } from '@almanac/platform';
import { DeviceService } from '../application/channels/device.service';
import { DeviceStore } from '../application/ports/device-store';
import { PUSH_SENDERS, type PushSenders } from '../application/ports/push-sender';
import { PushSetup } from '../application/ports/push-setup';
import { TextMessages } from '../application/ports/text-messages';
import { TextMessenger } from '../application/ports/text-messenger';
import { ConfigPushSetup } from './config-push-setup';
import { HeldDevices } from './devices/held-devices';
import { SqlDeviceStore } from './devices/sql-device.store';
import { FcmSender } from './fcm/fcm-sender';
import { FileMessenger } from './files/file-messenger';
import { FileTextMessages } from './files/file-text-messages';
import { TwilioMessenger } from './twilio/twilio-messenger';
import { WebPushSender } from './web-push/web-push-sender';

function messenger(config: Config, outgoing: OutgoingClient): TextMessenger {
  return config.TWILIO_ACCOUNT_SID === '' ? new FileMessenger(config) : new TwilioMessenger(config, outgoing);
}

function senders(fcm: FcmSender, web: WebPushSender): PushSenders {
  return new Map([fcm, web].map((sender) => [sender.kind, sender]));
}

/** Text messages and push: their drivers, as the settings choose them, and the devices. */
export const channelProviders: Provider[] = [
  { provide: TextMessenger, inject: [Config, OutgoingClient], useFactory: messenger },
  { provide: TextMessages, useClass: FileTextMessages },
  { provide: PushSetup, useClass: ConfigPushSetup },
  { provide: DeviceStore, useClass: SqlDeviceStore },
  { provide: PUSH_SENDERS, inject: [FcmSender, WebPushSender], useFactory: senders },
  ...[FcmSender, WebPushSender, DeviceService, HeldDevices],
];
