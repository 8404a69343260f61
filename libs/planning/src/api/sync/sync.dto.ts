import { getSchemaPath } from '@nestjs/swagger';
import { Custom, Flag, IdField, Int, NestedList, OneOf, Text } from '@almanac/platform';
import { ACTIVITY_ID } from '../../domain/example-ids';
import { CommentDto } from '../activity-parts/parts.dto';
import { ActivityDto } from '../activity.dto';
import { PlannerDto } from '../planner.dto';
import { PlanDto } from '../plans/plan.dto';
import { SectionDto } from '../section.dto';
import { TemplateDto } from '../templates/template.dto';

const optional = true;
const MOST = 1000;
const types = ['planner', 'section', 'activity', 'comment', 'plan', 'template'] as const;

/** How much of what changed to send. */
export class SyncQueryDto {
  @Text({
    min: 1,
    max: 1024,
    optional,
    description:
      'The `nextToken` of the last answer, or the `seq` of a change or live message; everything when left out.',
  })
  since?: string;

  @Int({ min: 1, max: MOST, optional, default: 100, description: 'Changes at most.' })
  limit?: number;
}

/** One thing that changed. */
export class SyncChangeDto {
  @Int({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    example: 4711,
    description: 'The number of what last touched it; as in live messages and the history.',
  })
  seq!: number;

  @OneOf(types, { example: 'activity' })
  type!: string;

  @IdField({ example: ACTIVITY_ID })
  id!: string;

  @OneOf(['upsert', 'delete'], {
    example: 'upsert',
    description: '`delete`: gone, or yours to see no longer, with all that is in it.',
  })
  op!: string;

  @Custom(
    [],
    {
      oneOf: [PlannerDto, SectionDto, ActivityDto, CommentDto, PlanDto, TemplateDto].map((shape) => ({
        $ref: getSchemaPath(shape),
      })),
    },
    {
      optional,
      description:
        'The thing as it is now, a plan without its steps, a template without its body; not with `delete`.',
    },
  )
  data?: PlannerDto | SectionDto | ActivityDto | CommentDto | PlanDto | TemplateDto;
}

/** What changed, in order, and where to go on. */
export class SyncDto {
  @NestedList(() => SyncChangeDto, { maxItems: MOST })
  changes!: SyncChangeDto[];

  @Text({
    max: 1024,
    example: 'WyJzMSIsMTc2OTM1NTAwMDAwMCw0NzExXQ',
    description: 'For `since`; good for 90 days.',
  })
  nextToken!: string;

  @Flag({ example: false, description: 'There is more: ask again at once.' })
  hasMore!: boolean;
}
