import type { ErrorCode } from '@almanac/contracts';
import { DomainError, validationError, type FieldProblem } from '@almanac/kernel';
import { forbiddenCharacters, hasForbiddenCharacters } from './characters';
import { fieldsOf, type DtoClass, type FieldSpec } from './field-spec';

type Source = 'body' | 'query' | 'item';

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
 * Turns what a client sent into a DTO. Valid input, the usual case, passes a quick check; what fails it is
 * explained, all problems at once. The rules are those of class-validator on the class, in both (a property
 * test holds them together); class-validator itself does not see raw input, because what it costs is not
 * bounded by the schema, and class-transformer trips over keys such as `constructor`.
 * @throws DomainError VALIDATION_ERROR with every problem and its path.
 */
export function parseDto<T extends object>(type: new () => T, input: unknown, source: Source): T {
  if (!isPlainObject(input)) {
    throw invalid([{ field: '', message: `the ${source} must be an object`, rule: 'isObject' }]);
  }
  const values = prepare(compile(type), input, source);
  if (accepts(type, values)) return Object.assign(new type(), values);
  throw invalid(explain(type, values));
}

/**
 * The same for each item of a list that is parsed apart (`NestedList`): the DTO, or why it is none.
 */
export function parseItems<T extends object>(
  type: new () => T,
  items: readonly unknown[],
): (T | DomainError<ErrorCode>)[] {
  return items.map((item) => {
    try {
      return parseDto(type, item, 'item');
    } catch (error) {
      if (error instanceof DomainError) return error as DomainError<ErrorCode>;
      throw error;
    }
  });
}

/** Rules on how strong a new password is. Where they alone are broken, the code says so (spec: fine-print.md). */
const PASSWORD_RULES = new Set(['strongPassword', 'passwordBytes', 'commonPassword', 'leakedPassword']);

export function invalid(problems: readonly FieldProblem[]): DomainError<ErrorCode> {
  if (problems.length > 0 && problems.every((problem) => PASSWORD_RULES.has(problem.rule))) {
    return new DomainError<ErrorCode>('WEAK_PASSWORD', 'The password is too weak', problems);
  }
  return validationError(...problems);
}

function prepare(dto: Compiled, input: Record<string, unknown>, source: Source): Record<string, unknown> {
  if (source === 'query') {
    // Without a prototype, `__proto__` is a name like any other, and unknown.
    const values = Object.create(null) as Record<string, unknown>;
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
  if (!spec.nested || spec.nested.apart) return true;
  const type = spec.nested.type();
  if (!spec.nested.list) return isPlainObject(value) && accepts(type, value);
  return Array.isArray(value) && value.every((item) => isPlainObject(item) && accepts(type, item));
}

/** More than anybody reads; what a hostile body costs is bounded by it. */
const MAX_PROBLEMS = 100;

/** Every problem of the values with its path, up to a number that is worth telling. */
export function explain(type: DtoClass, values: Record<string, unknown>): FieldProblem[] {
  const problems: FieldProblem[] = [];
  explainObject(type, values, '', problems);
  return problems;
}

function explainObject(
  type: DtoClass,
  values: Record<string, unknown>,
  path: string,
  problems: FieldProblem[],
): void {
  const { fields, required } = compile(type);
  for (const name of Object.keys(values)) {
    if (problems.length >= MAX_PROBLEMS) return;
    const at = path === '' ? name : `${path}.${name}`;
    const spec = fields.get(name);
    if (spec) explainField(spec, values[name], at, problems);
    else problems.push(unknownProperty(at));
  }
  for (const spec of required) {
    if (Object.hasOwn(values, spec.name)) continue;
    explainField(spec, undefined, path === '' ? spec.name : `${path}.${spec.name}`, problems);
  }
}

/** Of several broken rules on one field the first tells most: what is no text has no length. */
function explainField(spec: FieldSpec, value: unknown, path: string, problems: FieldProblem[]): void {
  if ((value === undefined && spec.optional) || (value === null && spec.nullable)) return;
  const broken = spec.checks.find((check) => !check.test(value));
  if (broken) {
    problems.push({ field: path, message: `${spec.name} ${broken.must}`, rule: broken.rule });
    return;
  }
  if (!spec.nested || spec.nested.apart) return;
  const type = spec.nested.type();
  const items = spec.nested.list && Array.isArray(value) ? value.entries() : [[undefined, value] as const];
  for (const [index, item] of items) {
    if (problems.length >= MAX_PROBLEMS) return;
    const at = index === undefined ? path : `${path}[${index}]`;
    if (isPlainObject(item)) explainObject(type, item, at, problems);
    else problems.push({ field: at, message: `${at} must be an object`, rule: 'isObject' });
  }
}

function unknownProperty(path: string): FieldProblem {
  return { field: path, message: `${path} is not a known property`, rule: 'unknownProperty' };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
