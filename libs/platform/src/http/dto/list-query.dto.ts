import { decodeCursor, type CursorValue } from '@almanac/kernel';
import { invalid } from './parse-dto';
import { Int, OneOf, Text } from './fields';

/** What one page of a list is asked for by: a page number, or the cursor of the page before. */
export interface PageRequest {
  limit: number;
  /** 0 with a cursor. */
  offset: number;
  page: number;
  /** The sort key of the last row of the page before. */
  cursor: CursorValue[] | undefined;
  sort: string;
  order: 'asc' | 'desc';
}

export interface ListOptions {
  /** Documented sort fields; the first is the default. */
  sorts: readonly [string, ...string[]];
  defaultOrder?: 'asc' | 'desc';
  defaultLimit: number;
  maxLimit: number;
}

/** Deepest row that a page number may reach; past it, cursors are the way. */
const MAX_PAGE = 100_000;

/**
 * The base of every list's query: page, limit, cursor, sort, order, fields. Extend what this gives and add
 * the list's own filters.
 */
export function ListQuery(options: ListOptions) {
  const [defaultSort] = options.sorts;

  class ListQueryDto {
    @Int({
      min: 1,
      max: MAX_PAGE,
      optional: true,
      default: 1,
      description: 'Page number; not together with `cursor`.',
    })
    page?: number;

    @Int({
      min: 1,
      max: options.maxLimit,
      optional: true,
      default: options.defaultLimit,
      description: 'Rows a page.',
    })
    limit?: number;

    @Text({ min: 1, max: 1024, optional: true, description: 'The `nextCursor` of the page before.' })
    cursor?: string;

    @OneOf(options.sorts, { optional: true, default: defaultSort, description: 'What to sort by.' })
    sort?: string;

    @OneOf(['asc', 'desc'], {
      optional: true,
      default: options.defaultOrder ?? 'desc',
      description: 'Which way to sort.',
    })
    order?: 'asc' | 'desc';

    @Text({
      min: 1,
      max: 1000,
      optional: true,
      description: 'Comma list of the fields to return; all when left out.',
    })
    fields?: string;

    /**
     * The page asked for.
     * @throws DomainError VALIDATION_ERROR for a cursor that is not ours or belongs to another sorting.
     */
    pageRequest(): PageRequest {
      const limit = this.limit ?? options.defaultLimit;
      const sort = this.sort ?? defaultSort;
      const order = this.order ?? options.defaultOrder ?? 'desc';
      if (this.cursor === undefined) {
        const page = this.page ?? 1;
        return { limit, sort, order, page, offset: (page - 1) * limit, cursor: undefined };
      }
      if (this.page !== undefined) {
        throw invalid([
          { field: 'page', message: 'page does not go together with cursor', rule: 'exclusive' },
        ]);
      }
      const values = decodeCursor(this.cursor, 4);
      if (values?.[0] !== sort || values[1] !== order) {
        throw invalid([
          { field: 'cursor', message: 'cursor is not one that this list gave', rule: 'cursor' },
        ]);
      }
      return { limit, sort, order, page: 1, offset: 0, cursor: values.slice(2) };
    }
  }
  return ListQueryDto;
}
