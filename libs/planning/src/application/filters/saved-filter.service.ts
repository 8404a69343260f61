import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, newId, unseen, type Id } from '@almanac/kernel';
import {
  callerOf,
  Database,
  requireExpected,
  UnitOfWork,
  type PageRequest,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { endOfRange, instant } from '../../domain/time-range';
import {
  SavedFilterStore,
  type FilterContent,
  type SavedFilter,
  type SavedFilterInput,
} from '../ports/saved-filter-store';

/** Filters that a person may keep. */
const MAX_FILTERS = 100;

const empty: FilterContent = { name: '', query: {}, sort: null, order: null };

/** A person's own filters. They say what to list; what may be seen is asked anew whenever one is run. */
@Injectable()
export class SavedFilterService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: SavedFilterStore,
    private readonly database: Database,
  ) {}

  /** `data` of the list. */
  list(context: RequestContext, page: PageRequest): Promise<string> {
    return this.store.list(context, callerOf(context).userId, page);
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  async one(context: RequestContext, id: Id): Promise<SavedFilter> {
    const queryable = this.database.for(context);
    const filter = await this.store.find(queryable, callerOf(context).userId, id);
    if (!filter) throw unseen('Filter', await this.store.exists(queryable, id));
    return filter;
  }

  /** @throws DomainError MAX_FILTERS_REACHED; VALIDATION_ERROR for times that no list could look for */
  async create(context: RequestContext, input: SavedFilterInput & { name: string }): Promise<SavedFilter> {
    const { userId } = callerOf(context);
    requireTimes(context, input);
    return this.unitOfWork.run(context, async (tx) => {
      await this.store.lock(tx, userId);
      const used = await this.store.count(tx, userId);
      if (used >= MAX_FILTERS) {
        const message = `You have ${used} filters, and ${MAX_FILTERS} are allowed`;
        throw new DomainError<ErrorCode>('MAX_FILTERS_REACHED', message, { limit: MAX_FILTERS, used });
      }
      return this.store.insert(tx, userId, newId(), changed(empty, input));
    });
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED, VALIDATION_ERROR */
  async change(context: RequestContext, id: Id, input: SavedFilterInput): Promise<SavedFilter> {
    requireTimes(context, input);
    return this.unitOfWork.run(context, async (tx) => {
      const before = await this.held(tx, context, id);
      return this.store.update(tx, id, changed(before, input));
    });
  }

  /** What is left out takes its default. @throws DomainError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED, VALIDATION_ERROR */
  async replace(
    context: RequestContext,
    id: Id,
    input: SavedFilterInput & { name: string },
  ): Promise<SavedFilter> {
    requireTimes(context, input);
    return this.unitOfWork.run(context, async (tx) => {
      await this.held(tx, context, id);
      return this.store.update(tx, id, changed(empty, input));
    });
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED */
  remove(context: RequestContext, id: Id): Promise<void> {
    return this.unitOfWork.run(context, async (tx) => {
      await this.held(tx, context, id);
      await this.store.remove(tx, id);
    });
  }

  private async held(tx: Transaction, context: RequestContext, id: Id): Promise<SavedFilter> {
    const filter = await this.store.hold(tx, callerOf(context).userId, id);
    if (!filter) throw unseen('Filter', await this.store.exists(tx, id));
    requireExpected(context, filter.version);
    return filter;
  }
}

/** What is kept is read anew whenever it is run, as the person may be in another time zone by then. */
function requireTimes(context: RequestContext, { query = {} }: SavedFilterInput): void {
  const { timeZone } = callerOf(context);
  for (const name of ['due_before', 'due_after', 'start_date', 'end_date']) {
    const text = query[name];
    if (typeof text !== 'string') continue;
    const read = name === 'end_date' ? endOfRange : instant;
    read(text, timeZone, `query.${name}`);
  }
}

function changed(before: FilterContent, { name, query, sort, order }: SavedFilterInput): FilterContent {
  return {
    name: name?.trim() ?? before.name,
    query: query ?? before.query,
    sort: sort === undefined ? before.sort : sort,
    order: order === undefined ? before.order : order,
  };
}
