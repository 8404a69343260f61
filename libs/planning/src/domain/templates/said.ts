import type { PlannerBody } from './body';
import { variablesIn } from './variables';

/** Only what says something: no empty lists, nothing that is null or missing. */
export function said<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], null | undefined> } {
  const entries = Object.entries(value).filter(
    ([, item]: [string, unknown]) =>
      item !== null && item !== undefined && !(Array.isArray(item) && item.length === 0),
  );
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], null | undefined> };
}

/** With what reads like a variable in it standing for itself, unless somebody gives a value. */
export function spokenFor<T extends object>(body: T): T & Pick<PlannerBody, 'variables'> {
  const names = variablesIn(body);
  if (names.length === 0) return body;
  return { ...body, variables: Object.fromEntries(names.map((name) => [name, { default: `{{${name}}}` }])) };
}
