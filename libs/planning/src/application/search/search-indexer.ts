import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { UnitOfWork, type RequestContext } from '@almanac/platform';
import { searchTypes } from '../../domain/search/search-query';
import { SearchIndex } from '../ports/search-index';

/** Events, or documents, in one transaction. */
const BATCH = 500;
/** A run ends after so long; the next minute's goes on. */
const RUN_MS = 50_000;
/** Pauses are so many times as long as the work before them: whoever writes shall not feel it. Behind by much, it hurries. */
const REST = 9;
const REST_WHEN_BEHIND = 1;
const BEHIND_SECONDS = 300;

/**
 * Keeps the documents of the search up with the outbox. Nothing waits for it: a search brings what its caller may see up
 * to date by itself. A run that is cut off, or done twice, does no harm.
 */
@Injectable()
export class SearchIndexer {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly index: SearchIndex,
  ) {}

  /** Goes through what the relay has delivered. Gives the number of events. */
  async run(context: RequestContext): Promise<number> {
    const until = Date.now() + RUN_MS;
    let total = 0;
    await this.unitOfWork.run(context, (transaction) => this.index.forget(transaction));
    while (Date.now() < until) {
      const started = performance.now();
      const { events, age } = await this.unitOfWork.run(context, (transaction) =>
        this.index.indexNext(transaction, BATCH),
      );
      total += events;
      if (events < BATCH) break;
      await sleep((performance.now() - started) * (age > BEHIND_SECONDS ? REST_WHEN_BEHIND : REST));
    }
    return total;
  }

  /** Writes every document anew, from the things as they are. Searches go on meanwhile. Gives how many. */
  async rebuild(context: RequestContext): Promise<number> {
    let total = 0;
    for (const type of searchTypes) {
      let last: Id | null = null;
      do {
        const after: Id | null = last;
        const done: { last: Id | null; count: number } = await this.unitOfWork.run(context, (transaction) =>
          this.index.rebuildNext(transaction, type, after, BATCH),
        );
        total += done.count;
        last = done.last;
      } while (last !== null);
    }
    return total;
  }
}
