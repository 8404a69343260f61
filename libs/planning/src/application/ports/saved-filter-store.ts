import type { Id } from '@almanac/kernel';
import type { PageRequest, Queryable, RequestContext, Transaction } from '@almanac/platform';

/** A filter that somebody keeps; `query` holds parameters of the list of activities. */
export interface SavedFilter {
  id: Id;
  name: string;
  query: Record<string, unknown>;
  sort: string | null;
  order: string | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** What its owner may say of it. */
export interface SavedFilterInput {
  name?: string | undefined;
  query?: Record<string, unknown> | undefined;
  sort?: string | null | undefined;
  order?: string | null | undefined;
}

export type FilterContent = Pick<SavedFilter, 'name' | 'query' | 'sort' | 'order'>;

/** Filters; nobody but their owner ever sees one. */
export abstract class SavedFilterStore {
  /** Nobody else makes a filter for the person until the transaction ends. */
  abstract lock(tx: Transaction, userId: Id): Promise<void>;
  abstract count(tx: Transaction, userId: Id): Promise<number>;
  abstract list(context: RequestContext, userId: Id, page: PageRequest): Promise<string>;
  /** Whosever it is. */
  abstract exists(queryable: Queryable, id: Id): Promise<boolean>;
  abstract find(queryable: Queryable, userId: Id, id: Id): Promise<SavedFilter | undefined>;
  /** The same, and nobody else changes it until the transaction ends. */
  abstract hold(tx: Transaction, userId: Id, id: Id): Promise<SavedFilter | undefined>;
  abstract insert(tx: Transaction, userId: Id, id: Id, content: FilterContent): Promise<SavedFilter>;
  abstract update(tx: Transaction, id: Id, content: FilterContent): Promise<SavedFilter>;
  abstract remove(tx: Transaction, id: Id): Promise<void>;
}
