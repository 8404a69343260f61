import { Module } from '@nestjs/common';
import { PlannerAccess } from './application/planner-access/planner-access';
import { AccessReader } from './application/ports/access-reader';
import { SearchIndex } from './application/ports/search-index';
import { SearchIndexer } from './application/search/search-indexer';
import { SearchQueries } from './application/search/search-queries';
import { SqlSearchIndex } from './infrastructure/search/sql-search.index';
import { SqlAccessReader } from './infrastructure/sql-access.reader';

/** The search over planners and what is in them, for every process. */
@Module({
  providers: [
    { provide: AccessReader, useClass: SqlAccessReader },
    { provide: SearchIndex, useClass: SqlSearchIndex },
    PlannerAccess,
    SearchQueries,
    SearchIndexer,
  ],
  exports: [SearchQueries, SearchIndexer],
})
export class SearchModule {}
