/** Parameters as Stripe reads them: text all through, nested by brackets (`items[0][price]=…`, `expand[]=…`). */
export type FormValue = string | FormValue[] | FormObject;
export interface FormObject {
  [name: string]: FormValue;
}

/** A Map while it is read, as names come from outside and may be `__proto__`. */
type Branch = Map<string, Branch | string>;

/** Reads `application/x-www-form-urlencoded`, which is also what a query string is. */
export function decodeForm(text: string): FormObject {
  const root: Branch = new Map();
  let position = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    const bracket = name.indexOf('[');
    const head = bracket === -1 ? name : name.slice(0, bracket);
    const rest =
      bracket === -1 ? [] : [...name.slice(bracket).matchAll(/\[([^\]]*)\]/g)].map((m) => m[1] ?? '');
    position += 1;
    // `expand[]` says "one more": any number that sorts behind the former ones will do.
    put(root, [head, ...rest.map((part) => (part === '' ? String(position) : part))], value);
  }
  return toObject(root);
}

function put(branch: Branch, [name = '', ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    branch.set(name, value);
    return;
  }
  const known = branch.get(name);
  const next: Branch = known instanceof Map ? known : new Map();
  branch.set(name, next);
  put(next, rest, value);
}

function toObject(branch: Branch): FormObject {
  return Object.fromEntries([...branch].map(([name, value]) => [name, toValue(name, value)]));
}

function toValue(name: string, value: Branch | string): FormValue {
  if (typeof value === 'string') return value;
  const isList = name !== 'metadata' && [...value.keys()].every((key) => /^\d+$/.test(key));
  if (!isList) return toObject(value);
  return [...value]
    .sort(([one], [other]) => Number(one) - Number(other))
    .map(([key, element]) => toValue(key, element));
}

/** Every leaf by its path, list positions as `[]`: `items[][price]`. */
export function pathsOf(value: FormValue, path = ''): string[] {
  if (typeof value === 'string') return [path];
  if (Array.isArray(value)) return value.flatMap((element) => pathsOf(element, `${path}[]`));
  return Object.entries(value).flatMap(([name, inner]) =>
    pathsOf(inner, path === '' ? name : `${path}[${name}]`),
  );
}
