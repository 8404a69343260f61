import { Body, Controller, Delete, Get, Param, Patch, Query, type PipeTransform } from '@nestjs/common';
import { ApiBody, ApiParam, ApiTags } from '@nestjs/swagger';
import { isInstantText } from '@almanac/kernel';
import { Ctx, done, Endpoint, IdParam, ok, type Answer, type RequestContext } from '@almanac/platform';
import { OccurrenceQueries } from '../../application/recurrence/occurrence-queries';
import { OccurrenceService } from '../../application/recurrence/occurrence.service';
import { NEXT_OCCURRENCE, OCCURRENCE, RECURRING_ACTIVITY_ID } from '../../domain/example-ids';
import { refused } from '../../domain/refusals';
import { operation } from '../written';
import {
  OccurrencesDto,
  OccurrencesQueryDto,
  SkipOccurrenceDto,
  SkipOccurrenceQueryDto,
  UpdateOccurrenceDto,
} from './occurrence.dto';
import { OccurrenceDto } from './recurrence.dto';

const read = ['read:own-activities'] as const;
const write = ['write:own-activities'] as const;

class InstantPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (isInstantText(value)) return value;
    const message = 'originalStart must be a date and time that exists, by ISO 8601';
    throw refused({ field: 'originalStart', message, rule: 'isIso8601' });
  }
}

function OriginalStart(example: string): MethodDecorator {
  const schema = { type: 'string', format: 'date-time', maxLength: 35, example };
  return ApiParam({ name: 'originalStart', required: true, schema });
}

/** When an activity that recurs occurs, and what is not as the rule says. */
@ApiTags('activities')
@Controller('activities/:id/occurrences')
export class OccurrencesController {
  constructor(
    private readonly occurrences: OccurrenceService,
    private readonly queries: OccurrenceQueries,
  ) {}

  @Get()
  @Endpoint({
    id: 'listOccurrences',
    summary: 'List the occurrences of an activity',
    description:
      'All of its series that begin in the range: those that are activities already, and those that the rule still brings. Skipped ones are left out, or `cancelled` where they were activities. Over 1,000, or over ten years, is refused.',
    access: read,
    data: OccurrencesDto,
  })
  async list(
    @Ctx() ctx: RequestContext,
    @IdParam('id', RECURRING_ACTIVITY_ID) id: string,
    @Query() query: OccurrencesQueryDto,
  ): Promise<Answer> {
    return ok({ occurrences: await this.queries.list(ctx, id, query) });
  }

  @Patch(':originalStart')
  @OriginalStart(OCCURRENCE)
  @Endpoint({
    id: 'updateOccurrence',
    summary: 'Update one occurrence, or a series from one on',
    description:
      'Alone, it keeps what it has of its own when the series is changed. With `scope: following` the series ends before it, and another one begins with it: `activityId` is its activity. `If-Match` looks at the activity that is named.',
    message: 'Occurrence updated',
    access: write,
    operation: true,
    data: OccurrenceDto,
    errors: ['MAX_PLANNERS_REACHED', 'CONFLICT', 'PRECONDITION_FAILED'],
  })
  async change(
    @Ctx() ctx: RequestContext,
    @IdParam('id', RECURRING_ACTIVITY_ID) id: string,
    @Param('originalStart', new InstantPipe()) originalStart: string,
    @Body() { scope = 'this', ...input }: UpdateOccurrenceDto,
  ): Promise<Answer> {
    const written = await this.occurrences.change(ctx, id, originalStart, scope, input);
    return ok(written.occurrence, { ...operation(written.operationId) });
  }

  @Delete(':originalStart')
  @ApiBody({ type: SkipOccurrenceDto, required: false })
  @OriginalStart(NEXT_OCCURRENCE)
  @Endpoint({
    id: 'skipOccurrence',
    summary: 'Skip one occurrence, or end a series before it',
    description:
      'An occurrence that is an activity is cancelled, and the next one made. With `scope: following`, in the query or in a body, nothing comes any more from it on.',
    message: 'Occurrence skipped',
    access: write,
    operation: true,
    errors: ['MAX_PLANNERS_REACHED', 'CONFLICT', 'PRECONDITION_FAILED'],
  })
  async skip(
    @Ctx() ctx: RequestContext,
    @IdParam('id', RECURRING_ACTIVITY_ID) id: string,
    @Param('originalStart', new InstantPipe()) originalStart: string,
    @Query() query: SkipOccurrenceQueryDto,
    @Body() body: SkipOccurrenceDto,
  ): Promise<Answer> {
    const scope = query.scope ?? body.scope ?? 'this';
    return done(operation(await this.occurrences.skip(ctx, id, originalStart, scope)));
  }
}
