import { Injectable } from '@nestjs/common';
import type { Permission } from '@almanac/contracts';
import { missingPermissions, type Id } from '@almanac/kernel';
import { callerOf, Database, UnitOfWork, type RequestContext } from '@almanac/platform';
import { hasAllLike } from '../../domain/search/likeness';
import { parseQuery, searchTypes, type SearchQuery, type SearchType } from '../../domain/search/search-query';
import { snippetOf } from '../../domain/search/snippet';
import { PlannerAccess } from '../planner-access/planner-access';
import { SearchIndex, type Found } from '../ports/search-index';

/** Documents that a request brings up to date in one transaction, and how many such transactions it waits for. */
const CATCH_UP = 1000;
const ROUNDS = 5;

/** What it takes to find one's own, or what one may use. The route asks for the first two. */
const permissions: Record<SearchType, Permission> = {
  planner: 'read:own-planners',
  activity: 'read:own-activities',
  comment: 'read:own-activities',
  plan: 'read:own-plans',
  template: 'read:own-templates',
};

export interface SearchInput {
  q: string;
  types?: readonly SearchType[] | undefined;
  plannerId?: Id | undefined;
  limit: number;
}

/** A result as it is shown; `snippet` is HTML. */
export interface SearchResult {
  type: SearchType;
  id: Id;
  title: string;
  snippet: string;
  score: number;
  plannerId?: Id;
  /** Of a comment. */
  activityId?: Id;
}

/**
 * Searches what the caller may see: the planners that they own or share, archived ones left out, or the one that is
 * named, which a permission over all planners may open, too; plans and templates where none is named, as far as the
 * caller's permissions reach. What was committed before the request is found: where the worker has not indexed it yet,
 * the request does so first. It never compares documents of others one by one, so that its cost is bounded by what the
 * caller has.
 */
@Injectable()
export class SearchQueries {
  constructor(
    private readonly access: PlannerAccess,
    private readonly index: SearchIndex,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws DomainError NOT_FOUND, FORBIDDEN for the planner that is named. */
  async search(context: RequestContext, input: SearchInput): Promise<SearchResult[]> {
    const { plannerId } = input;
    if (plannerId !== undefined) await this.access.require(context, 'read', 'planner', plannerId);
    const query = parseQuery(input.q);
    if (!query.asks) return [];
    const caller = callerOf(context);
    const types = (input.types ?? searchTypes).filter(
      (type) => missingPermissions(caller.permissions, [permissions[type]]).length === 0,
    );
    if (types.length === 0) return [];
    const { userId } = caller;
    const { places, stale } = await this.index.lookAround(this.database.for(context), userId, plannerId);
    if (stale) await this.catchUp(context, places);
    const scope = { userId, places, types, open: plannerId === undefined, limit: input.limit };
    const found = await this.index.find(context, query, scope);
    // Trigrams find more than people would take for a slip.
    const kept = found.filter(
      ({ loose, title, tags }) => !loose || hasAllLike(`${title} ${tags}`, query.terms),
    );
    return kept.slice(0, input.limit).map((one) => shown(one, query));
  }

  /** Of a caller who wrote more than this while the worker was down, the rest is found a search later. */
  private async catchUp(context: RequestContext, places: readonly Id[]): Promise<void> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const count = await this.unitOfWork.run(context, (transaction) =>
        this.index.indexPlaces(transaction, places, CATCH_UP),
      );
      if (count < CATCH_UP) return;
    }
  }
}

function shown(
  { type, id, title, body, score, loose, plannerId, activityId }: Found,
  { terms }: SearchQuery,
): SearchResult {
  const snippet = snippetOf(title, body, terms, loose);
  return {
    ...{ type, id, title, snippet, score },
    ...(plannerId === null ? {} : { plannerId }),
    ...(activityId === null ? {} : { activityId }),
  };
}
