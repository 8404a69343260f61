import { notificationKinds } from '@almanac/contracts';
import { Flag, Nested, OneOf, Text } from '@almanac/platform';
import { defaultMatrix, digests, type Digest } from '../domain/preferences';

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** By which ways facts of one kind are told; what is left out goes back to its default. */
export class WaysDto {
  @Flag({ optional: true, example: true, description: 'In the list in the app.' })
  inApp?: boolean;

  @Flag({ optional: true, example: true })
  email?: boolean;

  @Flag({ optional: true, example: true })
  push?: boolean;

  @Flag({ optional: true, example: false, description: 'Needs a phone number in your profile.' })
  sms?: boolean;
}

/** Kind → ways. A kind that is left out goes back to its defaults. */
export class MatrixDto {
  @Nested(() => WaysDto, { optional: true })
  assignment?: WaysDto;

  @Nested(() => WaysDto, { optional: true })
  mention?: WaysDto;

  @Nested(() => WaysDto, { optional: true })
  comment?: WaysDto;

  @Nested(() => WaysDto, { optional: true, description: 'The mail with the link comes in any case.' })
  invitation?: WaysDto;

  @Nested(() => WaysDto, { optional: true })
  share?: WaysDto;

  @Nested(() => WaysDto, {
    optional: true,
    description:
      'A reminder has a channel of its own, which needs no yes here; what is switched off stays off.',
  })
  reminder?: WaysDto;

  @Nested(() => WaysDto, { optional: true })
  job?: WaysDto;

  @Nested(() => WaysDto, { optional: true, description: 'Its e-mail cannot be switched off.' })
  security?: WaysDto;

  @Nested(() => WaysDto, { optional: true })
  billing?: WaysDto;

  @Nested(() => WaysDto, { optional: true, description: 'Nothing tells of it yet.' })
  gathering?: WaysDto;

  @Nested(() => WaysDto, { optional: true, description: 'Nothing tells of it yet.' })
  milestone?: WaysDto;
}

/** By the clock in your time zone; over midnight where `to` is before `from`. */
export class QuietHoursDto {
  @Text({ max: 5, pattern: TIME, patternName: 'a time such as 22:00', example: '22:00' })
  from!: string;

  @Text({ max: 5, pattern: TIME, patternName: 'a time such as 07:00', example: '07:00' })
  to!: string;
}

export class NotificationPreferencesDto {
  @Nested(() => MatrixDto)
  kinds!: MatrixDto;

  @Nested(() => QuietHoursDto, { nullable: true, description: 'Null: at no time.' })
  quietHours!: QuietHoursDto | null;

  @OneOf(digests, { example: 'daily', description: 'How mails come: each by itself, or gathered.' })
  digest!: Digest;
}

export class ReplaceNotificationPreferencesDto {
  @Nested(() => MatrixDto, { optional: true })
  kinds?: MatrixDto;

  @Nested(() => QuietHoursDto, { optional: true, nullable: true })
  quietHours?: QuietHoursDto | null;

  @OneOf(digests, { optional: true, default: 'immediate', example: 'daily' })
  digest?: Digest;
}

export const PREFERENCES_EXAMPLE = {
  kinds: { comment: { inApp: true, email: true, push: false, sms: false } },
  quietHours: { from: '22:00', to: '07:00' },
  digest: 'daily',
};
export const ANSWER_EXAMPLE = {
  kinds: Object.fromEntries(notificationKinds.map((kind) => [kind, defaultMatrix[kind]])),
  quietHours: null,
  digest: 'immediate',
};
