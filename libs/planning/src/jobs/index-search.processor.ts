import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { SearchIndexer } from '../application/search/search-indexer';

/** Goes on with the documents of the search. Doing it twice does no harm; a second one at the same time does nothing. */
@Injectable()
@HandlesJob('maintenance', 'index-search')
export class IndexSearchProcessor implements JobHandler<'maintenance', 'index-search'> {
  constructor(private readonly indexer: SearchIndexer) {}

  async handle(_payload: JobPayload<'maintenance', 'index-search'>, { context }: JobContext): Promise<void> {
    await this.indexer.run(context);
  }
}
