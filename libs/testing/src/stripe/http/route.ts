import { beyondStandIn, invalid, unknownParameter } from './fault';
import { pathsOf, type FormObject } from './form';
import type { Params } from './params';
import { isPublished } from './published';
import type { World } from '../world';

/** One operation of the API. */
export interface Route {
  method: 'GET' | 'POST' | 'DELETE';
  /** As Stripe's description writes it: `/v1/customers/{customer}`. */
  path: string;
  /**
   * What the stand-in reads, as `line_items[][price]`; anything else is refused. `metadata` stands for all in it.
   * `expand` is understood everywhere.
   */
  takes: string[];
  answer: (call: Call) => object;
}

export interface Call {
  world: World;
  params: Params;
  /** What stands in the address, by its place. */
  id: string;
  /** The address, for `url` of a list. */
  path: string;
}

const PAGING = ['limit', 'starting_after', 'ending_before'];
const CREATED = ['created', 'created[gt]', 'created[gte]', 'created[lt]', 'created[lte]'];

export const get = (path: string, answer: Route['answer'], takes: string[] = []): Route => ({
  method: 'GET',
  path,
  takes,
  answer,
});
export const list = (path: string, answer: Route['answer'], takes: string[] = []): Route =>
  get(path, answer, [...takes, ...PAGING, ...CREATED]);
/** A list of what has no time of its own to choose by. */
export const plainList = (path: string, answer: Route['answer'], takes: string[] = []): Route =>
  get(path, answer, [...takes, ...PAGING]);
export const post = (path: string, answer: Route['answer'], takes: string[] = []): Route => ({
  method: 'POST',
  path,
  takes,
  answer,
});
export const remove = (path: string, answer: Route['answer'], takes: string[] = []): Route => ({
  method: 'DELETE',
  path,
  takes,
  answer,
});

/** Refuses what Stripe does not know, and what it knows and this stand-in does not. @throws StripeFault */
export function checkParameters(route: Route, form: FormObject): void {
  const taken = new Set([...route.takes, 'expand', 'expand[]']);
  for (const path of pathsOf(form)) {
    const known = path.replace(/(^|\[)metadata(\]?)\[[^\]]*\]$/, '$1metadata$2');
    if (taken.has(known) || isObjectUnset(known, taken)) continue;
    if (isPublished(route.method, route.path, known))
      throw beyondStandIn(`${route.method} ${route.path} with ${path}`);
    throw unknownParameter(path.replace('[]', '[0]'));
  }
}

/** `items=` is an empty list or object. */
function isObjectUnset(path: string, taken: ReadonlySet<string>): boolean {
  return [...taken].some((name) => name.startsWith(`${path}[`));
}

/** A page of objects, the newest first. @param objects the oldest first, already filtered */
export function page<T extends { id: string; created?: number }>(
  call: Call,
  objects: T[],
  kind: string,
): { object: 'list'; data: T[]; has_more: boolean; url: string } {
  const { params } = call;
  const limit = params.integer('limit') ?? 10;
  if (limit < 1) throw invalid('This value must be greater than or equal to 1.', 'limit');
  if (limit > 100) throw invalid('This value must be less than or equal to 100.', 'limit');
  const found = objects.filter(createdIn(params)).reverse();
  const after = params.text('starting_after');
  const before = params.text('ending_before');
  if (after !== undefined && before !== undefined)
    throw invalid(
      'Received both starting_after and ending_before parameters. Please pass in only one.',
      'ending_before',
    );
  const position = (id: string, param: string): number => {
    const index = found.findIndex((object) => object.id === id);
    if (index === -1) throw invalid(`No such ${kind}: '${id}'`, param, 'resource_missing');
    return index;
  };
  if (before !== undefined) {
    const stop = position(before, 'ending_before');
    const data = found.slice(Math.max(0, stop - limit), stop);
    return { object: 'list', data, has_more: stop > limit, url: call.path };
  }
  const begin = after === undefined ? 0 : position(after, 'starting_after') + 1;
  const data = found.slice(begin, begin + limit);
  return { object: 'list', data, has_more: begin + limit < found.length, url: call.path };
}

function createdIn(params: Params): (object: { created?: number }) => boolean {
  if (!params.has('created')) return () => true;
  const range = readRange(params);
  return ({ created = 0 }) =>
    (range.gt === undefined || created > range.gt) &&
    (range.gte === undefined || created >= range.gte) &&
    (range.lt === undefined || created < range.lt) &&
    (range.lte === undefined || created <= range.lte);
}

function readRange(params: Params): { gt?: number; gte?: number; lt?: number; lte?: number } {
  let range: Params | undefined;
  try {
    range = params.object('created');
  } catch {
    const exact = params.integer('created');
    return exact === undefined ? {} : { gte: exact, lte: exact };
  }
  const gt = range?.integer('gt');
  const gte = range?.integer('gte');
  const lt = range?.integer('lt');
  const lte = range?.integer('lte');
  return {
    ...(gt === undefined ? {} : { gt }),
    ...(gte === undefined ? {} : { gte }),
    ...(lt === undefined ? {} : { lt }),
    ...(lte === undefined ? {} : { lte }),
  };
}
