import { isId, isInstantText, type CursorValue } from '@almanac/kernel';
import { utcInstants } from '../database/json-instants';
import { statement, type Queryable, type Statement } from '../database/statement';
import type { PageRequest } from '../http/dto/list-query.dto';
import { invalid } from '../http/dto/parse-dto';
import { pageText } from './page-text';

/**
 * Gathers the values of a list's statement: whose list it is as $1, `limit` as $2 and `offset` as $3, then
 * each that is added gets the next placeholder.
 */
export class Parameters {
  readonly values: unknown[];

  constructor(whose: string, page: PageRequest) {
    this.values = [whose, page.limit, page.offset];
  }

  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** What a list may be sorted by, and how PostgreSQL compares it. Expressions are ours, never a client's. */
export interface SortKey {
  /** The expression on the source rows; ties are broken by `id`. */
  expression: string;
  /** The same value in the rows shown (`shown."createdAt"`). */
  shown: string;
  type: 'timestamptz' | 'text' | 'integer' | 'bigint';
  /** What stands for null, so that it sorts last either way. */
  missing?: { asc: string; desc: string };
}

/** A sort by what may be missing. */
export function orderedBy(key: SortKey, order: 'asc' | 'desc'): string {
  return key.missing ? `coalesce(${key.expression}, ${key.missing[order]})` : key.expression;
}

/**
 * The condition that a row comes after the cursor.
 * @throws DomainError VALIDATION_ERROR for a cursor that this list cannot have given.
 */
export function afterCursor(
  key: SortKey,
  id: string,
  { cursor, order }: PageRequest,
  parameters: Parameters,
): string {
  if (!cursor) return 'true';
  const [value, lastId] = cursor;
  if (typeof lastId !== 'string' || !isId(lastId) || !fits(value, key)) {
    throw invalid([{ field: 'cursor', message: 'cursor is not one that this list gave', rule: 'cursor' }]);
  }
  const last = value === null && key.missing ? key.missing[order] : `${parameters.add(value)}::${key.type}`;
  const sign = order === 'asc' ? '>' : '<';
  return `(${orderedBy(key, order)}, ${id}) ${sign} (${last}, ${parameters.add(lastId)}::uuid)`;
}

/** Instants as our cursors write them: PostgreSQL reads every one of these. */
const OUR_INSTANT = /^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const MAX_INTEGER = 2 ** 31 - 1;

function fits(value: CursorValue | undefined, key: SortKey): boolean {
  if (value === null) return key.missing !== undefined;
  if (key.type === 'timestamptz')
    return typeof value === 'string' && OUR_INSTANT.test(value) && isInstantText(value);
  if (key.type === 'integer') return Number.isInteger(value) && Math.abs(Number(value)) <= MAX_INTEGER;
  if (key.type === 'text') return typeof value === 'string' && value.isWellFormed() && !value.includes('\0');
  return Number.isSafeInteger(value);
}

/** `ORDER BY` of a list. */
export function orderBy(key: SortKey, id: string, order: 'asc' | 'desc'): string {
  return `ORDER BY ${orderedBy(key, order)} ${order}, ${id} ${order}`;
}

interface PageRow {
  items: string | null;
  found: number;
  total: number | null;
  last_id: string | null;
  last_key: Date | string | number | null;
}

/**
 * A page in one statement. `rows` selects the rows as they are shown, in order and limited by
 * `limitOf(page)`; `total` counts all of them and is asked by page number alone, as a cursor's page needs
 * no count. A `name` makes it a prepared statement: give one only to what has few forms.
 */
export function pageStatement(
  rows: string,
  total: string,
  key: SortKey,
  page: PageRequest,
  name?: string,
): Statement<PageRow & Record<string, unknown>> {
  const last = `(array_agg(shown."id"))[count(*)] AS last_id, (array_agg(${key.shown}))[count(*)] AS last_key`;
  const text = page.cursor
    ? `WITH found AS MATERIALIZED (${rows})
       SELECT json_agg(shown)::text AS items, ${last}, (SELECT count(*) FROM found)::int AS found,
              NULL::int AS total
         FROM (SELECT * FROM found LIMIT $2) shown`
    : `SELECT json_agg(shown)::text AS items, ${last}, count(*)::int AS found, (${total})::int AS total
         FROM (${rows}) shown`;
  return name === undefined ? { name: '', text } : statement(name, text);
}

/** `LIMIT` of a page: with a cursor one row more than it shows tells whether there is a next page. */
export function limitOf(page: PageRequest): string {
  return page.cursor ? '$2::int + 1' : '$2::int';
}

/** Runs a list and writes its `data`: the rows under `plural`, and the pagination. */
export async function runPage(
  queryable: Queryable,
  plural: string,
  page: PageRequest,
  list: Statement<PageRow & Record<string, unknown>>,
  values: readonly unknown[],
): Promise<string> {
  const [row] = await queryable.query(list, values);
  const items = row?.items ? utcInstants(row.items) : '[]';
  const key = row?.last_key instanceof Date ? row.last_key.toISOString() : (row?.last_key ?? null);
  return pageText(plural, items, page, {
    found: row?.found ?? 0,
    total: row?.total ?? null,
    lastKey: key,
    lastId: row?.last_id ?? null,
  });
}
