import { isIn, isString, isUUID } from 'class-validator';
import { codePoints, field, type FieldOptions } from './field';
import type { DtoClass, FieldCheck, FieldSpec } from './field-spec';

function lengthOfList(minItems: number, maxItems: number): FieldCheck[] {
  return [
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
}

const eachOnce: FieldCheck = {
  rule: 'unique',
  test: (value) => Array.isArray(value) && new Set(value).size === value.length,
  must: 'must hold each entry once',
};

/** A list of short texts, each once, such as tags. In a query: a comma list. */
export function TextList(
  options: FieldOptions & { maxItems: number; max: number; values?: readonly string[] },
): PropertyDecorator {
  const { maxItems, max, values } = options;
  const checks: FieldCheck[] = [
    ...lengthOfList(0, maxItems),
    {
      rule: 'items',
      test: (value) =>
        Array.isArray(value) &&
        value.every((item) => isString(item) && item.trim() !== '' && codePoints(item) <= max),
      must: `must hold texts of 1 to ${max} characters`,
    },
    eachOnce,
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
    ...lengthOfList(minItems, maxItems),
    {
      rule: 'isUuid',
      test: (value) => Array.isArray(value) && value.every((item) => isUUID(item)),
      must: 'must hold UUIDs',
    },
    eachOnce,
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

/** A list of objects of another DTO class. `apart`: one that is wrong does not refuse the whole; see `parseItems`. */
export function NestedList(
  type: () => DtoClass,
  options: FieldOptions & { maxItems: number; minItems?: number; apart?: boolean },
): PropertyDecorator {
  const { maxItems, minItems = 0, apart = false } = options;
  const checks = lengthOfList(minItems, maxItems);
  return field({ checks, nested: { type, list: true, apart }, schema: { maxItems, minItems } }, options);
}

/** A field of any of the rules given; for the rare case that no other decorator fits. */
export function Custom(
  checks: FieldCheck[],
  schema: FieldSpec['schema'],
  options: FieldOptions & { fromText?: FieldSpec['fromText'] } = {},
) {
  return field({ checks, schema, fromText: options.fromText }, options);
}
