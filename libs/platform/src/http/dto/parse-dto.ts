import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type FieldProblem } from '@almanac/kernel';
import { forbiddenCharacters, hasForbiddenCharacters } from './characters';
import { fieldsOf, type DtoClass, type FieldSpec } from './field-spec';

type Source = 'body' | 'query';

interface Compiled {
  fields: ReadonlyMap<string, FieldSpec>;
  list: readonly FieldSpec[];
  required: readonly FieldSpec[];
  normalised: readonly FieldSpec[];
}

const compiled = new WeakMap<DtoClass, Compiled>();

function compile(type: DtoClass): Compiled {
  const known = compiled.get(type);
  if (known) return known;
  const fields = fieldsOf(type);
  const list = [...fields.values()];
  const entry = {
    fields,
    list,
    required: list.filter((spec) => !spec.optional),
    normalised: list.filter((spec) => spec.normalise),
  };
  compiled.set(type, entry);
  return entry;
}

/**
 * Turns what a client sent into a DTO. Valid input, the usual case, passes a quick check that is made once
 * for each class; only what fails it goes through class-validator, which finds all problems at once. Both
 * use the same rules (a property test holds them together).
 * @throws DomainError VALIDATION_ERROR with every problem and its path.
 */
export function parseDto<T extends object>(type: new () => T, input: unknown, source: Source): T {
  if (!isPlainObject(input)) {
    throw invalid([{ field: '', message: `the ${source} must be an object`, rule: 'isObject' }]);
  }
  const values = prepare(compile(type), input, source);
  if (accepts(type, values)) return Object.assign(new type(), values);
  const problems = explain(type, values);
  if (problems.length > 0) throw invalid(problems);
  return Object.assign(new type(), values);
}

/** Rules on how strong a new password is. Where they alone are broken, the code says so (spec: fine-print.md). */
const PASSWORD_RULES = new Set(['strongPassword', 'passwordBytes', 'commonPassword']);

export function invalid(problems: readonly FieldProblem[]): DomainError<ErrorCode> {
  if (problems.length > 0 && problems.every((problem) => PASSWORD_RULES.has(problem.rule))) {
    return new DomainError<ErrorCode>('WEAK_PASSWORD', 'The password is too weak', problems);
  }
  return new DomainError<ErrorCode>('VALIDATION_ERROR', 'Validation failed', problems);
}

function prepare(dto: Compiled, input: Record<string, unknown>, source: Source): Record<string, unknown> {
  if (source === 'query') {
    const values: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(input)) {
      if (typeof value === 'string' && hasForbiddenCharacters(value))
        throw invalid([forbiddenCharacters(name)]);
      const fromText = dto.fields.get(name)?.fromText;
      values[name] = fromText && typeof value === 'string' ? fromText(value) : value;
    }
    return values;
  }
  if (dto.normalised.length === 0) return input;
  const values = { ...input };
  for (const { name, normalise } of dto.normalised) {
    if (normalise && Object.hasOwn(values, name)) values[name] = normalise(values[name]);
  }
  return values;
}

/** Whether class-validator would find nothing wrong. */
export function accepts(type: DtoClass, values: Record<string, unknown>): boolean {
  const { fields, required } = compile(type);
  for (const name of Object.keys(values)) {
    const spec = fields.get(name);
    if (!spec || !acceptsField(spec, values[name])) return false;
  }
  return required.every((spec) => Object.hasOwn(values, spec.name) && values[spec.name] !== undefined);
}

function acceptsField(spec: FieldSpec, value: unknown): boolean {
  if (value === undefined) return spec.optional;
  if (value === null) return spec.nullable;
  for (const check of spec.checks) if (!check.test(value)) return false;
  if (!spec.nested) return true;
  const type = spec.nested.type();
  if (!spec.nested.list) return isPlainObject(value) && accepts(type, value);
  return Array.isArray(value) && value.every((item) => isPlainObject(item) && accepts(type, item));
}

/** No body of ours has nearly so many properties in one object. */
const MAX_KEYS = 500;
/** More than anybody reads. */
const MAX_PROBLEMS = 200;

/** Every problem that class-validator finds, up to a number that is worth telling. */
export function explain(type: DtoClass, values: Record<string, unknown>): FieldProblem[] {
  if (Object.keys(values).length > MAX_KEYS) {
    return [{ field: '', message: `there must be at most ${MAX_KEYS} properties`, rule: 'maxProperties' }];
  }
  // plainToInstance would lose an own property named "constructor"; it is refused like any unknown one.
  const errors = validateSync(plainToInstance(type, values), {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
    validationError: { target: false, value: false },
  });
  const problems = errors.flatMap((error) => flatten(error, type, ''));
  const told = new Set(problems.map((problem) => problem.field));
  for (const name of Object.keys(values)) {
    if (!compile(type).fields.has(name) && !told.has(name)) problems.push(unknownProperty(name));
  }
  return problems.slice(0, MAX_PROBLEMS);
}

function flatten(error: ValidationError, type: DtoClass | undefined, prefix: string): FieldProblem[] {
  const index = /^\d+$/.test(error.property);
  const path = index
    ? `${prefix}[${error.property}]`
    : prefix === ''
      ? error.property
      : `${prefix}.${error.property}`;
  const spec = type && !index ? compile(type).fields.get(error.property) : undefined;
  const nestedType = index ? type : spec?.nested?.type();
  const below = (error.children ?? []).flatMap((child) => flatten(child, nestedType, path));
  const constraints = error.constraints ?? {};
  if ('whitelistValidation' in constraints) return [unknownProperty(path), ...below];
  // Of several broken rules on one field the first tells most: what is no text has no length.
  const first = spec?.checks.find((check) => check.rule in constraints);
  if (first) return [{ field: path, message: `${error.property} ${first.must}`, rule: first.rule }];
  const other = Object.entries(constraints)[0];
  return other
    ? [{ field: path, message: `${error.property} is not valid`, rule: other[0] }, ...below]
    : below;
}

function unknownProperty(path: string): FieldProblem {
  return { field: path, message: `${path} is not a known property`, rule: 'unknownProperty' };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
