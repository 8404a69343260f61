import { encodeCursor, type CursorValue } from '@almanac/kernel';
import type { PageRequest } from '../http/dto/list-query.dto';

/** What a query found for a page. */
export interface PageFound {
  /** Rows found; with a cursor one more than shown means that there is a next page. */
  found: number;
  /** All rows of the list; null with a cursor. */
  total: number | null;
  lastKey: CursorValue;
  lastId: string | null;
}

/** The `data` of a list, as JSON text: `items` is the JSON of the rows (spec: api-conventions.md, "Lists"). */
export function pageText(plural: string, items: string, page: PageRequest, found: PageFound): string {
  return `{"${plural}":${items},"pagination":${JSON.stringify(pagination(page, found))}}`;
}

function pagination(page: PageRequest, { found, total, lastKey, lastId }: PageFound): object {
  const { limit, cursor, offset } = page;
  const hasNext = total === null ? found > limit : offset + found < total;
  const nextCursor =
    hasNext && lastId !== null ? encodeCursor([page.sort, page.order, lastKey, lastId]) : null;
  if (cursor || total === null) return { limit, hasNext, hasPrev: true, nextCursor };
  const pages = Math.ceil(total / limit);
  return { page: page.page, limit, total, pages, hasNext, hasPrev: page.page > 1, nextCursor };
}
