/** Where a push goes: an app on a phone, by Firebase Cloud Messaging, or a browser, by its push service. */
export type PushAddress = { kind: 'fcm'; token: string } | ({ kind: 'web' } & WebSubscription);

export const deviceKinds = ['fcm', 'web'] as const;
export type DeviceKind = (typeof deviceKinds)[number];

/** What a browser gives of its subscription (Push API): base64url but for the endpoint. */
export interface WebSubscription {
  endpoint: string;
  /** Its public key: a point of P-256, uncompressed (RFC 8291). */
  p256dh: string;
  /** 16 bytes that only the browser and we know. */
  auth: string;
}

/** By what a device is known again, whoever registers it. */
export function addressKey(address: PushAddress): string {
  return `${address.kind}\n${address.kind === 'fcm' ? address.token : address.endpoint}`;
}
