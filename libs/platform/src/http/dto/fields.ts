import { isBoolean, isEmail, isHexColor, isIn, isInt, isNumber, isString, isUUID } from 'class-validator';
import { isInstantText, isTimeZone } from '@almanac/kernel';
import { field, lengthChecks, stringCheck, type FieldOptions } from './field';
import type { FieldCheck } from './field-spec';

/** A text of `min` to `max` characters (code points). With a `min` of 1, blanks alone do not count. */
export function Text(
  options: FieldOptions & { min?: number; max: number; pattern?: RegExp; patternName?: string },
): PropertyDecorator {
  const { min = 0, max, pattern } = options;
  const checks = [stringCheck, ...lengthChecks(min, max)];
  if (pattern) {
    const must = `must be ${options.patternName ?? 'in the documented form'}`;
    checks.push({ rule: 'pattern', test: (value) => isString(value) && pattern.test(value), must });
  }
  const schema = {
    type: 'string',
    maxLength: max,
    ...(min > 0 ? { minLength: min } : {}),
    // Tools that read the document know no Unicode properties: such a form is told in words alone.
    ...(pattern && !pattern.unicode ? { pattern: pattern.source } : {}),
  };
  return field({ checks, schema }, options);
}

/** A password as it is typed: never trimmed, never echoed. Its strength is judged by the use case. */
export function PasswordField(options: FieldOptions = {}): PropertyDecorator {
  const checks = [stringCheck, ...lengthChecks(0, 1024)];
  return field({ checks, schema: { type: 'string', format: 'password', maxLength: 1024 } }, options);
}

/** An e-mail address, trimmed. It is compared without regard to case, and kept as it was written. */
export function Email(options: FieldOptions = {}): PropertyDecorator {
  const checks = [
    stringCheck,
    ...lengthChecks(0, 254),
    {
      rule: 'isEmail',
      test: (value: unknown) => isEmail(value) && !String(value).startsWith('"'),
      must: 'must be an e-mail address',
    },
  ];
  const normalise = (value: unknown) => (typeof value === 'string' ? value.trim() : value);
  return field({ checks, normalise, schema: { type: 'string', format: 'email', maxLength: 254 } }, options);
}

function rangeChecks(min: number, max: number): FieldCheck[] {
  return [
    {
      rule: 'min',
      test: (value) => typeof value === 'number' && value >= min,
      must: `must be at least ${min}`,
    },
    {
      rule: 'max',
      test: (value) => typeof value === 'number' && value <= max,
      must: `must be at most ${max}`,
    },
  ];
}

export function Int(options: FieldOptions & { min: number; max: number }): PropertyDecorator {
  const { min, max } = options;
  const checks: FieldCheck[] = [
    { rule: 'isInt', test: isInt, must: 'must be a whole number' },
    ...rangeChecks(min, max),
  ];
  const fromText = (value: string) => (/^-?\d{1,15}$/.test(value) ? Number(value) : value);
  const format = max > 2 ** 31 - 1 || min < -(2 ** 31) ? 'int64' : 'int32';
  return field(
    { checks, fromText, schema: { type: 'integer', format, minimum: min, maximum: max } },
    options,
  );
}

export function Decimal(options: FieldOptions & { min: number; max: number }): PropertyDecorator {
  const { min, max } = options;
  const checks: FieldCheck[] = [
    { rule: 'isNumber', test: (value) => isNumber(value), must: 'must be a number' },
    ...rangeChecks(min, max),
  ];
  const fromText = (value: string) => (/^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : value);
  return field(
    { checks, fromText, schema: { type: 'number', format: 'double', minimum: min, maximum: max } },
    options,
  );
}

export function Flag(options: FieldOptions = {}): PropertyDecorator {
  const checks = [{ rule: 'isBoolean', test: isBoolean, must: 'must be true or false' }];
  const fromText = (value: string) => (value === 'true' ? true : value === 'false' ? false : value);
  return field({ checks, fromText, schema: { type: 'boolean' } }, options);
}

/** One of a closed set of words. */
export function OneOf(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  const checks = [
    {
      rule: 'isIn',
      test: (value: unknown) => isIn(value, values),
      must: `must be one of ${values.join(', ')}`,
    },
  ];
  return field({ checks, schema: { type: 'string', enum: [...values] } }, options);
}

/** The id of a resource: a UUID. */
export function IdField(options: FieldOptions = {}): PropertyDecorator {
  const checks = [{ rule: 'isUuid', test: (value: unknown) => isUUID(value), must: 'must be a UUID' }];
  return field({ checks, schema: { type: 'string', format: 'uuid', maxLength: 36 } }, options);
}

/**
 * A date and time by ISO 8601. With no offset it is read in the caller's time zone; impossible dates are
 * refused. The DTO keeps the text; the use case turns it into an instant.
 */
export function DateTimeField(options: FieldOptions = {}): PropertyDecorator {
  const checks = [
    { rule: 'isIso8601', test: isInstantText, must: 'must be a date and time that exists, by ISO 8601' },
  ];
  return field({ checks, schema: { type: 'string', format: 'date-time', maxLength: 35 } }, options);
}

/** A colour as `#rgb` or `#rrggbb`. */
export function HexColor(options: FieldOptions = {}): PropertyDecorator {
  const checks = [
    {
      rule: 'isHexColor',
      test: (value: unknown) =>
        isHexColor(value) && String(value).startsWith('#') && [4, 7].includes(String(value).length),
      must: 'must be a colour such as #3366ff',
    },
  ];
  return field(
    { checks, schema: { type: 'string', pattern: '^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$', maxLength: 7 } },
    options,
  );
}

/** An IANA time zone, such as `Europe/Vienna`. */
export function TimeZone(options: FieldOptions = {}): PropertyDecorator {
  const checks = [
    { rule: 'isTimeZone', test: isTimeZone, must: 'must be an IANA time zone such as Europe/Vienna' },
  ];
  return field({ checks, schema: { type: 'string', maxLength: 64 } }, options);
}

/** An absolute http(s) address. */
export function WebAddress(options: FieldOptions & { max?: number } = {}): PropertyDecorator {
  const { max = 2048 } = options;
  const test = (value: unknown) => isString(value) && /^https?:\/\//i.test(value) && URL.canParse(value);
  const checks = [
    stringCheck,
    ...lengthChecks(0, max),
    { rule: 'isUrl', test, must: 'must be an http or https address' },
  ];
  return field({ checks, schema: { type: 'string', format: 'uri', maxLength: max } }, options);
}
