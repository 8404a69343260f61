import { applyDecorators, Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, IdParam, JsonText, ok, type Answer, type RequestContext } from '@almanac/platform';
import { OutsideQueries } from '../../application/sharing/outside-queries';
import { PUBLIC_PLANNER_ID } from '../../domain/example-ids';
import { page } from '../written';
import {
  OpenShareLinkDto,
  OutsidePlannerDto,
  OutsidePlannerWholeDto,
  PublicPlannerListQueryDto,
} from './sharing.dto';

const SHARE_ID = 'q2Vn0c8y1mX7rWkT5sJ3bZ9uE6hL4pDf';

/** What stands in a link; any other text is a link that never was. */
function ShareId(): MethodDecorator {
  return applyDecorators(
    ApiParam({
      name: 'shareId',
      required: true,
      description: 'The last part of the link.',
      schema: { type: 'string', maxLength: 64, example: SHARE_ID },
    }),
  );
}

@ApiTags('sharing')
@Controller('shared')
export class SharedPlannersController {
  constructor(private readonly outside: OutsideQueries) {}

  @Get(':shareId')
  @ShareId()
  @Endpoint({
    id: 'getSharedPlanner',
    summary: 'Get a planner by its share link',
    description:
      'Without an account. 404: there is no such link, or it was taken back; 410: it has expired; 401 `INVALID_CREDENTIALS`: it needs its password, which goes in the body of `POST /shared/{shareId}`.',
    access: 'public',
    data: OutsidePlannerWholeDto,
    errors: ['NOT_FOUND', 'GONE', 'INVALID_CREDENTIALS'],
  })
  async look(@Ctx() ctx: RequestContext, @Param('shareId') shareId: string): Promise<Answer> {
    return ok(new JsonText(await this.outside.look(ctx, shareId)));
  }

  @Post(':shareId')
  @ShareId()
  @Endpoint({
    id: 'openSharedPlanner',
    summary: 'Get a planner by its share link and password',
    description:
      'Ten wrong passwords in 15 minutes for each link and address; after that 429 with `Retry-After`, whatever the password.',
    access: 'public',
    data: OutsidePlannerWholeDto,
    errors: ['NOT_FOUND', 'GONE', 'INVALID_CREDENTIALS', 'RATE_LIMIT_EXCEEDED', 'SERVICE_UNAVAILABLE'],
  })
  async open(
    @Ctx() ctx: RequestContext,
    @Param('shareId') shareId: string,
    @Body() { password }: OpenShareLinkDto,
  ): Promise<Answer> {
    return ok(new JsonText(await this.outside.open(ctx, shareId, password)));
  }
}

@ApiTags('sharing')
@Controller('public/planners')
export class PublicPlannersController {
  constructor(private readonly outside: OutsideQueries) {}

  @Get()
  @Endpoint({
    id: 'listPublicPlanners',
    summary: 'List public planners',
    description:
      'Those whose `settings.isPublic` is true and that are not archived, newest first; without an account. Nobody is named in them.',
    access: 'public',
    list: { name: 'planners', of: OutsidePlannerDto },
  })
  list(@Ctx() ctx: RequestContext, @Query() query: PublicPlannerListQueryDto): Promise<Answer> {
    const { search, tag } = query;
    return page(this.outside.publicPlanners(ctx, { search, tag }, query.pageRequest()));
  }

  @Get(':id')
  @Endpoint({
    id: 'getPublicPlanner',
    summary: 'Get a public planner with all that is in it',
    description: 'Without an account. 404 where it is not public.',
    access: 'public',
    data: OutsidePlannerWholeDto,
    errors: ['NOT_FOUND'],
  })
  async get(@Ctx() ctx: RequestContext, @IdParam('id', PUBLIC_PLANNER_ID) id: string): Promise<Answer> {
    return ok(new JsonText(await this.outside.publicPlanner(ctx, id)));
  }
}
