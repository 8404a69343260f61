import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  isBoolean,
  isEmail,
  isHexColor,
  isIn,
  isInt,
  isNumber,
  isString,
  isUUID,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { isInstantText, isTimeZone } from '@almanac/kernel';
import { registerField, type DtoClass, type FieldCheck, type FieldSpec } from './field-spec';

/** What every field may say. Fields are required and not null unless they say otherwise. */
export interface FieldOptions {
  description?: string;
  example?: unknown;
  /** May be absent. */
  optional?: boolean;
  /** May be null; in a merge patch, null clears the field. */
  nullable?: boolean;
  default?: unknown;
  /** Set by the server alone; shown in answers. */
  readOnly?: boolean;
}

interface Kind {
  checks: FieldCheck[];
  schema: FieldSpec['schema'];
  normalise?: FieldSpec['normalise'];
  fromText?: FieldSpec['fromText'];
  nested?: FieldSpec['nested'];
}

function field(kind: Kind, options: FieldOptions): PropertyDecorator {
  return (target, property) => {
    const name = String(property);
    const spec: FieldSpec = {
      name,
      optional: options.optional ?? false,
      nullable: options.nullable ?? false,
      ...kind,
    };
    registerField(target, spec);
    applyDecorators(...validators(spec), documentation(kind, options))(target, property);
  };
}

/** class-validator's decorators from the very checks that the quick path uses. */
function validators(spec: FieldSpec): PropertyDecorator[] {
  const present = ValidateIf(
    (_object: unknown, value: unknown) =>
      !((spec.nullable && value === null) || (spec.optional && value === undefined)),
  );
  const checks = spec.checks.map(({ rule, test, must }) =>
    ValidateBy({ name: rule, validator: { validate: test, defaultMessage: () => `${spec.name} ${must}` } }),
  );
  if (!spec.nested) return [present, ...checks];
  return [present, ...checks, ValidateNested({ each: spec.nested.list }), Type(spec.nested.type)];
}

function documentation(kind: Kind, options: FieldOptions): PropertyDecorator {
  const { description, example, default: fallback, readOnly } = options;
  return ApiProperty({
    ...kind.schema,
    ...(kind.nested ? { type: lazily(kind.nested.type), isArray: kind.nested.list } : {}),
    required: !(options.optional ?? false),
    ...(options.nullable ? { nullable: true } : {}),
    ...(description === undefined ? {} : { description }),
    ...(example === undefined ? {} : { example }),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(readOnly ? { readOnly } : {}),
  } as ApiPropertyOptions);
}

/** Nest's Swagger module knows a type that is to be looked up later by the name of its function. */
function lazily(find: () => DtoClass): () => DtoClass {
  return { type: () => find() }.type;
}

const stringCheck: FieldCheck = { rule: 'isString', test: isString, must: 'must be a text' };

/** Characters as people count them: code points. */
function codePoints(value: string): number {
  let count = value.length;
  for (let index = 0; index < value.length; index += 1) {
    const unit = value.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdbff) count -= 1;
  }
  return count;
}

function lengthChecks(min: number, max: number): FieldCheck[] {
  const checks: FieldCheck[] = [
    {
      rule: 'maxLength',
      test: (value) => isString(value) && (value.length <= max || codePoints(value) <= max),
      must: `must be at most ${max} characters`,
    },
  ];
  if (min > 0) {
    checks.unshift({
      rule: 'minLength',
      test: (value) => isString(value) && (min === 1 ? value.trim() !== '' : codePoints(value) >= min),
      must: min === 1 ? 'must not be empty' : `must be at least ${min} characters`,
    });
  }
  return checks;
}

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
    ...(pattern ? { pattern: pattern.source } : {}),
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
    { rule: 'isEmail', test: (value: unknown) => isEmail(value), must: 'must be an e-mail address' },
  ];
  const normalise = (value: unknown) => (typeof value === 'string' ? value.trim() : value);
  return field({ checks, normalise, schema: { type: 'string', format: 'email', maxLength: 254 } }, options);
}

export function Int(options: FieldOptions & { min: number; max: number }): PropertyDecorator {
  const { min, max } = options;
  const checks: FieldCheck[] = [
    { rule: 'isInt', test: isInt, must: 'must be a whole number' },
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

/** A list of short texts, each once, such as tags. In a query: a comma list. */
export function TextList(
  options: FieldOptions & { maxItems: number; max: number; values?: readonly string[] },
): PropertyDecorator {
  const { maxItems, max, values } = options;
  const checks: FieldCheck[] = [
    { rule: 'isArray', test: Array.isArray, must: 'must be a list' },
    {
      rule: 'maxItems',
      test: (value) => Array.isArray(value) && value.length <= maxItems,
      must: `must have at most ${maxItems} entries`,
    },
    {
      rule: 'items',
      test: (value) =>
        Array.isArray(value) &&
        value.every((item) => isString(item) && item.trim() !== '' && codePoints(item) <= max),
      must: `must hold texts of 1 to ${max} characters`,
    },
    {
      rule: 'unique',
      test: (value) => Array.isArray(value) && new Set(value).size === value.length,
      must: 'must hold each entry once',
    },
  ];
  if (values) {
    const test = (value: unknown) => Array.isArray(value) && value.every((item) => isIn(item, values));
    checks.push({ rule: 'isIn', test, must: `must hold only ${values.join(', ')}` });
  }
  const fromText = (value: string) => value.split(',').map((part) => part.trim());
  const items = values
    ? { type: 'string', enum: [...values] }
    : { type: 'string', minLength: 1, maxLength: max };
  return field({ checks, fromText, schema: { type: 'array', maxItems, uniqueItems: true, items } }, options);
}

/** A list of ids, each once. */
export function IdList(options: FieldOptions & { maxItems: number; minItems?: number }): PropertyDecorator {
  const { maxItems, minItems = 0 } = options;
  const checks: FieldCheck[] = [
    { rule: 'isArray', test: Array.isArray, must: 'must be a list' },
    {
      rule: 'minItems',
      test: (value) => Array.isArray(value) && value.length >= minItems,
      must: `must have at least ${minItems} entries`,
    },
    {
      rule: 'maxItems',
      test: (value) => Array.isArray(value) && value.length <= maxItems,
      must: `must have at most ${maxItems} entries`,
    },
    {
      rule: 'isUuid',
      test: (value) => Array.isArray(value) && value.every((item) => isUUID(item)),
      must: 'must hold UUIDs',
    },
    {
      rule: 'unique',
      test: (value) => Array.isArray(value) && new Set(value).size === value.length,
      must: 'must hold each entry once',
    },
  ];
  const schema = {
    type: 'array',
    maxItems,
    minItems,
    uniqueItems: true,
    items: { type: 'string', format: 'uuid', maxLength: 36 },
  };
  return field({ checks, schema }, options);
}

/** An object of another DTO class. */
export function Nested(type: () => DtoClass, options: FieldOptions = {}): PropertyDecorator {
  const test = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  const checks = [{ rule: 'isObject', test, must: 'must be an object' }];
  return field({ checks, nested: { type, list: false }, schema: {} }, options);
}

/** A list of objects of another DTO class. */
export function NestedList(
  type: () => DtoClass,
  options: FieldOptions & { maxItems: number; minItems?: number },
): PropertyDecorator {
  const { maxItems, minItems = 0 } = options;
  const checks: FieldCheck[] = [
    { rule: 'isArray', test: Array.isArray, must: 'must be a list' },
    {
      rule: 'minItems',
      test: (value) => Array.isArray(value) && value.length >= minItems,
      must: `must have at least ${minItems} entries`,
    },
    {
      rule: 'maxItems',
      test: (value) => Array.isArray(value) && value.length <= maxItems,
      must: `must have at most ${maxItems} entries`,
    },
  ];
  return field({ checks, nested: { type, list: true }, schema: { maxItems, minItems } }, options);
}

/** A field of any of the rules given; for the rare case that no other decorator fits. */
export function Custom(
  checks: FieldCheck[],
  schema: FieldSpec['schema'],
  options: FieldOptions & { fromText?: FieldSpec['fromText'] } = {},
) {
  return field({ checks, schema, fromText: options.fromText }, options);
}
