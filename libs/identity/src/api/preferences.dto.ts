import {
  Custom,
  Flag,
  HexColor,
  Int,
  Nested,
  OneOf,
  Text,
  TimeZone,
  type FieldOptions,
} from '@almanac/platform';
import { notificationChannels } from '../domain/preferences';

const THEMES = ['light', 'dark', 'auto'] as const;
const TIME_FORMATS = ['12h', '24h'] as const;
const BCP_47 = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/;

/** Which ways of being told are on. */
export class NotificationSwitchesDto {
  @Flag({ example: true })
  email!: boolean;

  @Flag({ example: true })
  push!: boolean;

  @Flag({ example: false })
  sms!: boolean;

  @Flag({ example: true })
  reminder!: boolean;
}

/** A person's preferences, defaults filled in. */
export class PreferencesDto {
  @OneOf(THEMES, { example: 'auto' })
  theme!: string;

  @HexColor({ example: '#2f5d50' })
  accentColor!: string;

  @Text({ max: 50, example: 'list' })
  defaultView!: string;

  @Nested(() => NotificationSwitchesDto)
  notifications!: NotificationSwitchesDto;

  @Text({ max: 35, example: 'en', description: 'Language tag by BCP 47.' })
  language!: string;

  @TimeZone({
    example: 'Europe/Vienna',
    description: 'IANA time zone; dates without an offset are read in it.',
  })
  timezone!: string;

  @Text({ max: 40, example: 'YYYY-MM-DD' })
  dateFormat!: string;

  @OneOf(TIME_FORMATS, { example: '24h' })
  timeFormat!: string;

  @Flag({ example: false, description: 'Dark colours while writing.' })
  darkMode!: boolean;

  @Int({ min: 8, max: 72, example: 16, description: 'Size of the writing font, in points.' })
  fontSize!: number;

  @Flag({ example: false })
  dyslexicFont!: boolean;

  @Flag({ example: false })
  showKeyboard!: boolean;

  @Flag({ example: true })
  wordSuggestions!: boolean;
}

const patch: FieldOptions = { optional: true, nullable: true };

/** What to change of the preferences: absent stays, null goes back to the default. */
export class PreferencesPatchDto {
  @OneOf(THEMES, { ...patch, example: 'dark' })
  theme?: 'light' | 'dark' | 'auto' | null;

  @HexColor({ ...patch, example: '#3366ff' })
  accentColor?: string | null;

  @Text({ ...patch, min: 1, max: 50, example: 'list' })
  defaultView?: string | null;

  @NotificationsPatch({ ...patch, example: { email: true, sms: false } })
  notifications?: boolean | Partial<Record<(typeof notificationChannels)[number], boolean | null>> | null;

  @LanguageTag({ ...patch, example: 'en-GB', description: 'Language tag by BCP 47.' })
  language?: string | null;

  @TimeZone({ ...patch, example: 'Europe/Vienna', description: 'IANA time zone.' })
  timezone?: string | null;

  @Text({ ...patch, min: 1, max: 40, example: 'YYYY-MM-DD' })
  dateFormat?: string | null;

  @OneOf(TIME_FORMATS, { ...patch, example: '24h' })
  timeFormat?: '12h' | '24h' | null;

  @Flag({ ...patch, example: false })
  darkMode?: boolean | null;

  @Int({ ...patch, min: 8, max: 72, example: 16 })
  fontSize?: number | null;

  @Flag({ ...patch, example: false })
  dyslexicFont?: boolean | null;

  @Flag({ ...patch, example: false })
  showKeyboard?: boolean | null;

  @Flag({ ...patch, example: true })
  wordSuggestions?: boolean | null;
}

/** The switches by name, or one flag for all of them. */
function NotificationsPatch(options: FieldOptions): PropertyDecorator {
  const test = (value: unknown): boolean =>
    typeof value === 'boolean' ||
    (typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.entries(value).every(
        ([name, flag]) =>
          notificationChannels.some((channel) => channel === name) &&
          (flag === null || typeof flag === 'boolean'),
      ));
  const flag = { type: 'boolean', nullable: true };
  const switches = {
    type: 'object',
    properties: Object.fromEntries(notificationChannels.map((channel) => [channel, flag])),
    additionalProperties: false,
  };
  return Custom(
    [
      {
        rule: 'isNotifications',
        test,
        must: `must be true, false, or an object of ${notificationChannels.join(', ')}`,
      },
    ],
    { oneOf: [{ type: 'boolean' }, switches] },
    options,
  );
}

/** A well-formed language tag that the runtime knows how to read (RFC 5646). */
function LanguageTag(options: FieldOptions): PropertyDecorator {
  const test = (value: unknown): boolean =>
    typeof value === 'string' && value.length <= 35 && isLanguage(value);
  return Custom(
    [{ rule: 'isLanguage', test, must: 'must be a BCP 47 language tag such as en-GB' }],
    { type: 'string', maxLength: 35, pattern: BCP_47.source },
    options,
  );
}

function isLanguage(tag: string): boolean {
  if (!BCP_47.test(tag)) return false;
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
