import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { callerOf, Database, UnitOfWork, type RequestContext } from '@almanac/platform';
import { hasAllLike } from '../../domain/search/likeness';
import { parseQuery, searchTypes, type SearchType } from '../../domain/search/search-query';
import { snippetOf } from '../../domain/search/snippet';
import { PlannerAccess } from '../planner-access/planner-access';
import { SearchIndex } from '../ports/search-index';

/** Documents that a request brings up to date in one transaction, and how many such transactions it waits for. */
const CATCH_UP = 1000;
const ROUNDS = 5;

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
  plannerId: Id;
}

/**
 * Searches what the caller may see: the planners that they own or share, archived ones left out, or the one that is
 * named, which a permission over all planners may open, too. What was committed before the request is found: where the
 * worker has not indexed it yet, the request does so first. It never looks at documents of other planners, so that its
 * cost is bounded by what the caller has.
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
    const { userId } = callerOf(context);
    const { planners, stale } = await this.index.lookAround(this.database.for(context), userId, plannerId);
    if (planners.length === 0) return [];
    if (stale) await this.catchUp(context, planners);
    const scope = { planners, types: input.types ?? searchTypes, limit: input.limit };
    const found = await this.index.find(context, query, scope);
    // Trigrams find more than people would take for a slip.
    const kept = found.filter(
      ({ loose, title, tags }) => !loose || hasAllLike(`${title} ${tags}`, query.terms),
    );
    return kept.slice(0, input.limit).map(({ type, id, title, body, score, plannerId: planner, loose }) => ({
      type,
      id,
      title,
      snippet: snippetOf(title, body, query.terms, loose),
      score,
      plannerId: planner,
    }));
  }

  /** Of a caller who wrote more than this while the worker was down, the rest is found a search later. */
  private async catchUp(context: RequestContext, planners: readonly Id[]): Promise<void> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const count = await this.unitOfWork.run(context, (transaction) =>
        this.index.indexPlanners(transaction, planners, CATCH_UP),
      );
      if (count < CATCH_UP) return;
    }
  }
}
