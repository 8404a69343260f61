/**
 * Canonical JSON by RFC 8785 (JCS): members sorted by their names, no blanks, numbers as ECMAScript writes them. The
 * same content is the same bytes. Long lists are written as they come.
 */
export type JsonSource =
  string | number | boolean | null | undefined | JsonList | readonly JsonSource[] | JsonObject;

interface JsonObject {
  readonly [name: string]: JsonSource;
}

/** A list that is not there all at once. */
export class JsonList {
  constructor(readonly items: AsyncIterable<JsonSource>) {}
}

/** The text, piece by piece. What is undefined is left out, as `JSON.stringify` does. */
export async function* canonicalJson(source: JsonSource): AsyncGenerator<string> {
  if (!holdsList(source)) yield textOf(source);
  else if (source instanceof JsonList || Array.isArray(source)) {
    let before = '[';
    for await (const item of source instanceof JsonList ? source.items : (source as readonly JsonSource[])) {
      yield before;
      yield* canonicalJson(item ?? null);
      before = ',';
    }
    yield before === '[' ? '[]' : ']';
  } else if (isObject(source)) {
    let before = '{';
    for (const [name, value] of sortedMembers(source)) {
      yield `${before}${JSON.stringify(name)}:`;
      yield* canonicalJson(value);
      before = ',';
    }
    yield '}';
  }
}

/** Whether there is a list in it that is not there yet. */
function holdsList(source: JsonSource): boolean {
  if (typeof source !== 'object' || source === null) return false;
  return source instanceof JsonList || Object.values(source).some(holdsList);
}

/** At once. An object of sorted members would not do: those that look like numbers come first, whatever their order. */
function textOf(source: JsonSource): string {
  if (Array.isArray(source)) return `[${source.map((item: JsonSource) => textOf(item ?? null)).join(',')}]`;
  if (!isObject(source)) return JSON.stringify(source ?? null);
  const members = sortedMembers(source).map(([name, value]) => `${JSON.stringify(name)}:${textOf(value)}`);
  return `{${members.join(',')}}`;
}

function sortedMembers(source: JsonObject): [string, JsonSource][] {
  return Object.entries(source)
    .filter(([, value]) => value !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1));
}

function isObject(source: JsonSource): source is JsonObject {
  return (
    typeof source === 'object' && source !== null && !Array.isArray(source) && !(source instanceof JsonList)
  );
}
