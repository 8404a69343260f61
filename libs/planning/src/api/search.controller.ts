import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, ok, type Answer, type RequestContext } from '@almanac/platform';
import { SearchQueries } from '../application/search/search-queries';
import { SearchQueryDto, SearchResultsDto } from './search.dto';

/** Results of a search where no limit is given. */
const DEFAULT_LIMIT = 20;

@ApiTags('search')
@Controller('search')
export class SearchController {
  constructor(private readonly queries: SearchQueries) {}

  @Get()
  @Endpoint({
    id: 'search',
    summary: 'Search planners, activities, comments, plans and templates',
    description:
      'By full text, in titles, tags and texts of all planners that you own or share (archived ones only where `plannerId` names them), of your plans and those that are shared with you, and of the templates that you may use; the best first. Case and accents do not count. Where little is found, titles and tags that resemble the query are found, too. What was saved before the request is found. Plans and templates are left out where your permissions do not reach to `read:own-plans` and `read:own-templates`, and where `plannerId` is given. A permission over the planners of everybody opens the one that `plannerId` names, and nothing else.',
    access: ['read:own-planners', 'read:own-activities'],
    data: SearchResultsDto,
    errors: ['NOT_FOUND'],
  })
  async search(@Ctx() ctx: RequestContext, @Query() query: SearchQueryDto): Promise<Answer> {
    const results = await this.queries.search(ctx, {
      q: query.q,
      types: query.type,
      plannerId: query.plannerId?.toLowerCase(),
      limit: query.limit ?? DEFAULT_LIMIT,
    });
    return ok({ results });
  }
}
