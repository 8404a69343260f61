import { createECDH } from 'node:crypto';
import {
  Custom,
  DateTimeField,
  IdField,
  Nested,
  NestedList,
  OneOf,
  Text,
  type FieldCheck,
} from '@almanac/platform';
import type { Device } from '../../application/ports/device-store';
import { deviceKinds, type DeviceKind } from '../../domain/channels/push-address';

const TIME = '2026-11-25T15:30:00.000Z';
const BASE64URL = /^[A-Za-z0-9_-]+={0,2}$/;
const optional = true;
const nullable = true;

/** A point of P-256, uncompressed (RFC 8291): another would fail only when something is sent. */
function isPoint(value: unknown): boolean {
  if (typeof value !== 'string' || !BASE64URL.test(value)) return false;
  const bytes = Buffer.from(value, 'base64url');
  if (bytes.length !== 65 || bytes[0] !== 4) return false;
  const curve = createECDH('prime256v1');
  curve.generateKeys();
  try {
    return curve.computeSecret(bytes).length > 0;
  } catch {
    return false;
  }
}

const pointChecks: FieldCheck[] = [
  { rule: 'isPublicKey', test: isPoint, must: 'must be a public key of P-256: 65 bytes as base64url' },
];
const secretChecks: FieldCheck[] = [
  {
    rule: 'isSecret',
    test: (value) =>
      typeof value === 'string' && BASE64URL.test(value) && Buffer.from(value, 'base64url').length === 16,
    must: 'must be 16 bytes as base64url',
  },
];
const expiryChecks: FieldCheck[] = [
  {
    rule: 'isTime',
    test: (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0,
    must: 'must be milliseconds since 1970',
  },
];

export class PushKeysDto {
  @Custom(
    pointChecks,
    { type: 'string', minLength: 87, maxLength: 88 },
    { description: 'The browser’s public key.' },
  )
  p256dh!: string;

  @Custom(secretChecks, { type: 'string', minLength: 22, maxLength: 24 }, { description: 'Its secret.' })
  auth!: string;
}

/** As `PushSubscription.toJSON()` gives it. */
export class PushSubscriptionDto {
  @Text({ min: 1, max: 2048, description: 'Of the browser’s push service; `https` only.' })
  endpoint!: string;

  @Custom(
    expiryChecks,
    { type: 'number', format: 'double', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    { optional, nullable, description: 'Taken, and not needed: a dead subscription is noticed.' },
  )
  expirationTime?: number | null;

  @Nested(() => PushKeysDto)
  keys!: PushKeysDto;
}

export class RegisterDeviceDto {
  @OneOf(deviceKinds, {
    example: 'fcm',
    description: '`fcm`: an app, by Firebase. `web`: a browser, by Web Push.',
  })
  kind!: DeviceKind;

  @Text({
    ...{ min: 1, max: 4096, optional, example: 'dQw4w9WgXcQ:APA91bHun4MxP5egoKMwt2KZFBaFUH' },
    description: 'The registration token of Firebase; for `fcm`, and only there.',
    ...{ pattern: /^[\x21-\x7e]+$/, patternName: 'without blanks' },
  })
  token?: string;

  @Nested(() => PushSubscriptionDto, { optional, description: 'For `web`, and only there.' })
  subscription?: PushSubscriptionDto;

  @Text({ max: 100, optional, nullable, example: 'My phone', description: 'To know it by in the list.' })
  name?: string | null;
}

export class DeviceDto {
  @IdField({ example: '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4bd1' })
  id!: string;

  @OneOf(deviceKinds, { example: 'fcm' })
  kind!: DeviceKind;

  @Text({ max: 100, nullable, example: 'My phone' })
  name!: string | null;

  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ example: TIME, description: 'When it was last registered.' })
  registeredAt!: string;
}

export class DevicesDto {
  @NestedList(() => DeviceDto, { maxItems: 21 })
  devices!: DeviceDto[];
}

export class WebPushDto {
  @Text({ max: 88, description: 'For `pushManager.subscribe({applicationServerKey})`: base64url.' })
  publicKey!: string;
}

export class FcmDto {
  @Text({
    max: 100,
    example: 'almanac-3f2a1',
    description: 'The project of Firebase that tokens must be of.',
  })
  projectId!: string;
}

export class PushSetupDto {
  @Nested(() => WebPushDto, { nullable, description: 'Null where this server sends nothing to browsers.' })
  web!: WebPushDto | null;

  @Nested(() => FcmDto, { nullable, description: 'Null where this server sends nothing to apps.' })
  fcm!: FcmDto | null;
}

export function toDeviceDto({ id, kind, name, createdAt, registeredAt }: Device): DeviceDto {
  return { id, kind, name, createdAt: createdAt.toISOString(), registeredAt: registeredAt.toISOString() };
}
