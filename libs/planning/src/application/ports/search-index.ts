import type { Id } from '@almanac/kernel';
import type { Queryable, RequestContext, Transaction } from '@almanac/platform';
import type { SearchQuery, SearchType } from '../../domain/search/search-query';

/** Where a search looks. */
export interface SearchScope {
  userId: Id;
  /** Planners, plans, and whose templates. */
  places: readonly Id[];
  /** Also what is open to everybody, which is in none of the places. */
  open: boolean;
  types: readonly SearchType[];
  limit: number;
}

/** Something that was found, with what its snippet is made of. */
export interface Found {
  type: SearchType;
  id: Id;
  /** Null for what is in no planner. */
  plannerId: Id | null;
  /** Of a comment: what it is on. */
  activityId: Id | null;
  title: string;
  body: string;
  tags: string;
  /** 0 to 1. */
  score: number;
  /** It only resembles what was asked for. */
  loose: boolean;
}

/** The documents of the search, and how they follow the things. */
export abstract class SearchIndex {
  /**
   * Where the user looks: planners that are not archived, plans, and whose templates they see; or the one planner that is
   * named; and whether documents in them are behind.
   */
  abstract lookAround(
    queryable: Queryable,
    userId: Id,
    plannerId: Id | undefined,
  ): Promise<{ places: Id[]; stale: boolean }>;
  /** Brings up to so many documents of these places up to date; gives how many. */
  abstract indexPlaces(transaction: Transaction, places: readonly Id[], most: number): Promise<number>;
  /**
   * The best first. What is deleted is not among them. Those that only resemble the query come last, may be more than asked
   * for, and want a closer look.
   */
  abstract find(context: RequestContext, query: SearchQuery, scope: SearchScope): Promise<Found[]>;

  /**
   * Goes on with the delivered events, so many at most. Gives how many it went through (none where another worker does)
   * and the age of the oldest in seconds.
   */
  abstract indexNext(transaction: Transaction, most: number): Promise<{ events: number; age: number }>;
  /** Takes away documents of what was deleted while somebody indexed. A search never shows them, there or not. */
  abstract forget(transaction: Transaction): Promise<void>;
  /** Writes so many documents of a kind anew, from the id on; gives how many, and the last id, null at the end. */
  abstract rebuildNext(
    transaction: Transaction,
    type: SearchType,
    after: Id | null,
    most: number,
  ): Promise<{ last: Id | null; count: number }>;
}
