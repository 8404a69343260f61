import type { TestRequest } from '@almanac/testing';
import { idOf, kindAt, KINDS, type KindName, type Reach, type World } from './sweep-world';

/** The parts of an OpenAPI document that this test reads. */
export interface Operation {
  operationId: string;
  security: object[];
  'x-required-permissions': string[];
  responses: Record<string, { headers?: Record<string, unknown> }>;
  requestBody?: {
    content: Record<string, { example?: unknown; examples?: Record<string, { value: unknown }> }>;
  };
}

export interface Route {
  method: string;
  path: string;
  operation: Operation;
  /** How many ids its path has. */
  ids: number;
  /** Of the ids in its path, in order, those that are known. */
  kinds: KindName[];
  reach: Reach;
}

export interface Document {
  paths: Record<string, Record<string, Operation>>;
}

/** Parts of a path that are words and no ids. */
const WORDS = new Set(['provider', 'invitation']);

/** All that nobody gets at without credentials. */
export function guardedRoutes({ paths }: Document): Route[] {
  return Object.entries(paths)
    .flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    )
    .filter(({ operation }) => operation.security.every((way) => Object.keys(way).length > 0))
    .map((route) => {
      const beginnings = [...route.path.matchAll(/\{(\w+)\}/g)]
        .filter(([, name]) => !WORDS.has(name ?? ''))
        .map(({ index, 0: whole }) => route.path.slice(0, index + whole.length));
      const kinds = beginnings.map(kindAt).filter((kind) => kind !== undefined);
      return { ...route, ids: beginnings.length, kinds, reach: KINDS[kinds[0] ?? '']?.reach ?? 'shared' };
    });
}

/** What a route takes that takes no JSON, but has an example of a file. */
function fileOf({ operation }: Route): { raw: string; type: string } | undefined {
  const [found] = Object.entries(operation.requestBody?.content ?? {}).filter(
    ([type, { example }]) => type !== 'application/json' && typeof example === 'string',
  );
  return found && { raw: String(found[1].example), type: found[0] };
}

/** A route's address and body, with the real ids in place of those of the examples. */
export function filled({ path, operation, kinds }: Route, into: World): { path: string; body: unknown } {
  const rest = [...kinds];
  const address = path
    .replace('/api/v1', '')
    .replace(/\{(\w+)\}/g, (whole, name: string) =>
      WORDS.has(name) ? whole : idOf(into, rest.shift() ?? ''),
    );
  const media = operation.requestBody?.content['application/json'];
  const body: unknown = media?.example ?? Object.values(media?.examples ?? {})[0]?.value;
  let json = JSON.stringify(body ?? null);
  for (const [kind, id] of into) {
    const { example } = KINDS[kind] ?? {};
    if (example !== undefined) json = json.replaceAll(example, id);
  }
  return { path: address, body: body === undefined ? undefined : JSON.parse(json) };
}

/** The request that a client would send, who it is aside; `instead` takes the place of the example's body. */
export function requestOf(
  route: Route,
  into: World,
  instead?: object,
): { path: string; request: TestRequest & { headers: Record<string, string> } } {
  const { path, body: usual } = filled(route, into);
  const body = instead ?? usual;
  const file = body === undefined ? fileOf(route) : undefined;
  if (file) return { path, request: { headers: { 'content-type': file.type }, raw: file.raw } };
  return { path, request: { headers: {}, ...(body === undefined ? {} : { body }) } };
}

/** The kinds that a route's path and body need. */
export function kindsFor({ kinds, operation }: Route): KindName[] {
  const body = JSON.stringify(operation.requestBody ?? '');
  const named = Object.entries(KINDS).filter(
    ([, { example }]) => example !== undefined && body.includes(example),
  );
  return [...kinds, ...named.map(([name]) => name)];
}

/** Whether its success is said to have the id by which it can be undone. */
export function declaresOperation({ operation }: Route): boolean {
  return Object.entries(operation.responses).some(
    ([status, { headers = {} }]) => status.startsWith('2') && 'X-Operation-Id' in headers,
  );
}
