import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  afterCursor,
  Database,
  limitOf,
  orderBy,
  pageStatement,
  Parameters,
  runPage,
  statement,
  type PageRequest,
  type Queryable,
  type RequestContext,
  type SortKey,
  type Transaction,
} from '@almanac/platform';
import {
  SavedFilterStore,
  type FilterContent,
  type SavedFilter,
} from '../../application/ports/saved-filter-store';

type FilterRow = SavedFilter & Record<string, unknown>;

/** Columns of a saved filter `f`. */
export function filterColumns(f: string): string {
  return `${f}.id AS "id", ${f}.name AS "name", ${f}.query AS "query", ${f}.sort AS "sort",
    ${f}.sort_order AS "order", ${f}.version AS "version", ${f}.created_at AS "createdAt",
    ${f}.updated_at AS "updatedAt"`;
}

const lock = statement(
  'planning.filter.lock',
  `SELECT pg_advisory_xact_lock(hashtextextended('planning.filters:' || $1::text, 0))`,
);
const count = statement<{ used: number }>(
  'planning.filter.count',
  'SELECT count(*)::int AS used FROM saved_filters WHERE user_id = $1',
);
const found = `SELECT ${filterColumns('f')} FROM saved_filters f WHERE f.id = $2 AND f.user_id = $1`;
const find = statement<FilterRow>('planning.filter.find', found);
const exists = statement('planning.filter.exists', 'SELECT FROM saved_filters WHERE id = $1');
const hold = statement<FilterRow>('planning.filter.hold', `${found} FOR UPDATE`);
const insert = statement<FilterRow>(
  'planning.filter.insert',
  `INSERT INTO saved_filters AS f (id, user_id, name, query, sort, sort_order) VALUES ($1, $2, $3, $4, $5, $6)
   RETURNING ${filterColumns('f')}`,
);
const update = statement<FilterRow>(
  'planning.filter.update',
  `UPDATE saved_filters f
      SET name = $2, query = $3, sort = $4, sort_order = $5, version = version + 1, updated_at = clock_timestamp()
    WHERE f.id = $1 RETURNING ${filterColumns('f')}`,
);
const remove = statement('planning.filter.remove', 'DELETE FROM saved_filters WHERE id = $1');

const createdAt: SortKey = { expression: 'f.created_at', shown: 'shown."createdAt"', type: 'timestamptz' };
const sorts: Record<string, SortKey> = {
  createdAt,
  name: { expression: 'lower(f.name)', shown: 'lower(shown."name")', type: 'text' },
};

/** Saved filters in PostgreSQL. */
@Injectable()
export class SqlSavedFilterStore extends SavedFilterStore {
  constructor(private readonly database: Database) {
    super();
  }

  async lock(tx: Transaction, userId: Id): Promise<void> {
    await tx.query(lock, [userId]);
  }

  async count(tx: Transaction, userId: Id): Promise<number> {
    const [row] = await tx.query(count, [userId]);
    return row?.used ?? 0;
  }

  list(context: RequestContext, userId: Id, page: PageRequest): Promise<string> {
    const key = sorts[page.sort] ?? createdAt;
    const parameters = new Parameters(userId, page);
    const from = 'saved_filters f WHERE f.user_id = $1';
    const rows = `SELECT ${filterColumns('f')} FROM ${from} AND ${afterCursor(key, 'f.id', page, parameters)}
      ${orderBy(key, 'f.id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const list = pageStatement(rows, `SELECT count(*) FROM ${from}`, key, page);
    return runPage(this.database.for(context), 'filters', page, list, parameters.values);
  }

  async find(queryable: Queryable, userId: Id, id: Id): Promise<SavedFilter | undefined> {
    const [row] = await queryable.query(find, [userId, id]);
    return row;
  }

  async exists(queryable: Queryable, id: Id): Promise<boolean> {
    return (await queryable.query(exists, [id])).length > 0;
  }

  async hold(tx: Transaction, userId: Id, id: Id): Promise<SavedFilter | undefined> {
    const [row] = await tx.query(hold, [userId, id]);
    return row;
  }

  async insert(tx: Transaction, userId: Id, id: Id, content: FilterContent): Promise<SavedFilter> {
    return written(await tx.query(insert, [id, userId, ...valuesOf(content)]));
  }

  async update(tx: Transaction, id: Id, content: FilterContent): Promise<SavedFilter> {
    return written(await tx.query(update, [id, ...valuesOf(content)]));
  }

  async remove(tx: Transaction, id: Id): Promise<void> {
    await tx.query(remove, [id]);
  }
}

function valuesOf({ name, query, sort, order }: FilterContent): unknown[] {
  return [name, JSON.stringify(query), sort, order];
}

function written([row]: FilterRow[]): SavedFilter {
  if (!row) throw new Error('a filter was written and is not there');
  return row;
}
