import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { isString, ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
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

/** What a kind of field brings: its rules, its schema, its conversions. */
export interface Kind {
  checks: FieldCheck[];
  schema: FieldSpec['schema'];
  normalise?: FieldSpec['normalise'];
  fromText?: FieldSpec['fromText'];
  nested?: FieldSpec['nested'];
}

/** Makes a property decorator of a kind of field. */
export function field(kind: Kind, options: FieldOptions): PropertyDecorator {
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
    ValidateBy({
      name: rule,
      validator: { validate: (value: unknown) => test(value), defaultMessage: () => `${spec.name} ${must}` },
    }),
  );
  if (!spec.nested || spec.nested.apart) return [present, ...checks];
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
  });
}

/** Nest's Swagger module knows a type that is to be looked up later by the name of its function. */
function lazily(find: () => DtoClass): () => DtoClass {
  return { type: () => find() }.type;
}

export const stringCheck: FieldCheck = { rule: 'isString', test: isString, must: 'must be a text' };

/** Characters as people count them: code points. */
export function codePoints(value: string): number {
  let count = value.length;
  for (let index = 0; index < value.length; index += 1) {
    const unit = value.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdbff) count -= 1;
  }
  return count;
}

export function lengthChecks(min: number, max: number): FieldCheck[] {
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
