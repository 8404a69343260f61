import type { FieldProblem } from '@almanac/kernel';
import { refused } from '../refusals';
import type { BodyByKind, TemplateKind } from './body';
import { checkBody } from './check-body';
import { fillIn } from './variables';

const MAX_VALUES = 200;
const MAX_VALUE = 1000;

/** Values for variables, as a client sends them. */
export type VariableValues = Readonly<Record<string, unknown>>;

/**
 * The body with the values in the place of its variables, within its bounds still. A title of the caller's stands in the
 * place of the template's, as it is.
 * @throws DomainError VALIDATION_ERROR on `variables.<name>` for what is missing, unknown or no text; on `body…` for
 * texts that got too long or too short.
 */
export function filledBody<Kind extends TemplateKind>(
  kind: Kind,
  body: BodyByKind[Kind],
  {
    title,
    variables,
    known,
  }: { title?: string | undefined; variables: VariableValues; known: readonly string[] },
): BodyByKind[Kind] {
  const { variables: declared = {}, ...texts } = body;
  const values = new Map<string, string>();
  for (const [name, { default: fallback }] of Object.entries(declared)) {
    if (typeof fallback === 'string') values.set(name, fallback);
  }
  const allowed = new Set([...known, ...Object.keys(declared)]);
  const problems = Object.entries(variables).flatMap(([name, value]) => problemsOf(name, value, allowed));
  if (problems.length > 0) throw refused(...problems.slice(0, MAX_VALUES));
  for (const [name, value] of Object.entries(variables)) values.set(name, String(value));
  const { title: own, ...rest } = texts;
  const filled = fillIn(title === undefined ? { ...rest, title: own } : rest, values);
  return checkBody(kind, withoutUndefined(title === undefined ? filled : { ...filled, title }));
}

function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));
}

function problemsOf(name: string, value: unknown, allowed: ReadonlySet<string>): FieldProblem[] {
  const field = `variables.${name.slice(0, 60)}`;
  if (!allowed.has(name)) {
    return [{ field, message: `${field} is not a variable of this template`, rule: 'unknownProperty' }];
  }
  if (typeof value !== 'string') return [{ field, message: `${field} must be a text`, rule: 'isString' }];
  if (value.length <= MAX_VALUE) return [];
  return [{ field, message: `${field} must be at most ${MAX_VALUE} characters`, rule: 'maxLength' }];
}
