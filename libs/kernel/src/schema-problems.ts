import type { FieldProblem } from './domain-error';

/**
 * What a schema found wrong: an issue of zod as far as it is told to clients. The kernel knows no package, so it says
 * itself what it reads.
 */
export interface SchemaIssue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** Of unknown properties. */
  readonly keys?: readonly string[];
  readonly expected?: string;
  readonly format?: string;
  readonly origin?: string;
  readonly maximum?: number | bigint;
  readonly minimum?: number | bigint;
  /** Those of which it must be one. */
  readonly values?: readonly unknown[];
  /** `params.rule` names the rule of a check of our own. */
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** More than anybody reads; what a hostile body costs is bounded by it. */
const MAX_PROBLEMS = 100;

/**
 * What a schema found wrong in the words of the REST API, so that clients read one form wherever they are refused.
 * @param root what the paths begin with; nothing where the fields are those of the whole
 */
export function problemsOfSchema(issues: readonly SchemaIssue[], root = ''): FieldProblem[] {
  return issues.flatMap((issue) => problemsOf(issue, root)).slice(0, MAX_PROBLEMS);
}

/** One problem: `sections[2].title` and `title must be at most 200 characters`. */
export function fieldProblem(field: string, must: string, rule: string): FieldProblem {
  return { field, message: `${field.split('.').at(-1) ?? field} ${must}`.trim(), rule };
}

function problemsOf(issue: SchemaIssue, root: string): FieldProblem[] {
  const field = pathOf(issue.path, root);
  if (issue.code === 'unrecognized_keys')
    return (issue.keys ?? [])
      .slice(0, MAX_PROBLEMS)
      .map((key) => fieldProblem(below(field, key), 'is not a known property', 'unknownProperty'));
  const [must, rule] = broken(issue);
  return [fieldProblem(field, must, rule)];
}

function broken(issue: SchemaIssue): [must: string, rule: string] {
  const list = issue.origin === 'array';
  switch (issue.code) {
    case 'invalid_type':
      return types[issue.expected ?? ''] ?? ['must be in the documented form', 'type'];
    case 'too_big':
      return [bound('at most', issue.maximum, list), list ? 'maxItems' : 'max'];
    case 'too_small':
      return [bound('at least', issue.minimum, list), list ? 'minItems' : 'min'];
    case 'invalid_value':
      return [`must be one of ${(issue.values ?? []).map(String).join(', ')}`, 'isIn'];
    case 'custom':
      return [issue.message, ruleOf(issue.params)];
    default:
      return issue.format === 'uuid'
        ? ['must be a UUID', 'isUuid']
        : ['must be in the documented form', 'pattern'];
  }
}

const types: Readonly<Record<string, [must: string, rule: string]>> = {
  string: ['must be a text', 'isString'],
  number: ['must be a number', 'isNumber'],
  int: ['must be a whole number', 'isInt'],
  boolean: ['must be true or false', 'isBoolean'],
  array: ['must be a list', 'isArray'],
  object: ['must be an object', 'isObject'],
  record: ['must be an object', 'isObject'],
};

function bound(side: string, limit: number | bigint | undefined, list: boolean): string {
  return `must ${list ? 'have' : 'be'} ${side} ${String(limit)}${list ? ' entries' : ''}`;
}

function ruleOf(params: SchemaIssue['params']): string {
  const rule = params?.['rule'];
  return typeof rule === 'string' ? rule : 'custom';
}

function pathOf(path: readonly PropertyKey[], root: string): string {
  return path.reduce<string>(
    (so, part) => (typeof part === 'number' ? `${so}[${part}]` : below(so, String(part))),
    root,
  );
}

function below(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
