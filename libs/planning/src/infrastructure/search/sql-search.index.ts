import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Database, type Queryable, type RequestContext, type Transaction } from '@almanac/platform';
import { SearchIndex, type Found, type SearchScope } from '../../application/ports/search-index';
import { searchTypes, type SearchQuery, type SearchType } from '../../domain/search/search-query';
import { findDocuments } from './find.sql';
import {
  beginForgetting,
  beginIndexing,
  claimCursor,
  forget,
  indexNext,
  indexPlaces,
  lookAround,
  rebuildNext,
} from './index.sql';

/** The documents in PostgreSQL. Writing them never waits for the disk: what a crash takes can be made again. */
@Injectable()
export class SqlSearchIndex extends SearchIndex {
  constructor(private readonly database: Database) {
    super();
  }

  async lookAround(queryable: Queryable, userId: Id, plannerId: Id | undefined) {
    const [row] = await queryable.query(lookAround, [userId, plannerId ?? null]);
    return row ?? { places: [], stale: false };
  }

  async indexPlaces(tx: Transaction, places: readonly Id[], most: number): Promise<number> {
    await tx.query(beginIndexing, []);
    const [row] = await tx.query(indexPlaces, [[...places], most]);
    return row?.count ?? 0;
  }

  async find(context: RequestContext, query: SearchQuery, scope: SearchScope): Promise<Found[]> {
    const rows = await this.database
      .for(context)
      .query(findDocuments, [
        [...scope.places],
        query.web,
        query.prefix,
        query.either,
        scope.limit,
        scope.types.length === searchTypes.length ? null : [...scope.types],
        query.loose,
        query.without,
        scope.userId,
        scope.open,
      ]);
    return rows.map(({ planner_id: plannerId, activity_id: activityId, ...row }) => ({
      ...row,
      plannerId,
      activityId,
    }));
  }

  async indexNext(tx: Transaction, most: number): Promise<{ events: number; age: number }> {
    const [claim] = await tx.query(claimCursor, []);
    if (claim?.mine !== true) return { events: 0, age: 0 };
    await tx.query(beginIndexing, []);
    const [row] = await tx.query(indexNext, [most]);
    return { events: row?.events ?? 0, age: row?.age ?? 0 };
  }

  async forget(tx: Transaction): Promise<void> {
    // Two statements: the second sees what those it waited for have written.
    const [begun] = await tx.query(beginForgetting, []);
    if (begun) await tx.query(forget, []);
  }

  async rebuildNext(tx: Transaction, type: SearchType, after: Id | null, most: number) {
    await tx.query(beginIndexing, []);
    const rebuild = rebuildNext[type];
    if (!rebuild) throw new Error(`Nothing is known of ${type} in found-types.ts`);
    const [row] = await tx.query(rebuild, [after, most]);
    return row ?? { last: null, count: 0 };
  }
}
