import {
  Flag,
  HexColor,
  IdField,
  Int,
  ListQuery,
  Nested,
  OneOf,
  Text,
  TextList,
  TimeZone,
  WebAddress,
} from '@almanac/platform';
import { MAX_INT } from '../domain/example-ids';

const optional = true;
const nullable = true;

/** Settings to set; what is left out keeps its value, or takes its default in a new planner. */
export class PlannerSettingsInputDto {
  @Flag({ optional, default: false })
  isPublic?: boolean;

  @Flag({ optional, default: true })
  allowCollaboration?: boolean;

  @Flag({ optional, default: false })
  autoArchive?: boolean;

  @Flag({ optional, default: true })
  reminderEnabled?: boolean;

  @Text({ min: 1, max: 50, optional, default: 'list', example: 'list' })
  defaultView?: string;

  @Text({ min: 1, max: 50, optional, default: 'default', example: 'default' })
  colorScheme?: string;

  @TimeZone({ optional, nullable, example: 'Europe/Vienna' })
  timezone?: string | null;
}

class PlannerFieldsDto {
  @Text({ max: 10_000, optional, nullable, example: 'Room by room, a weekend each.' })
  description?: string | null;

  @HexColor({ optional, nullable, example: '#3366ff' })
  color?: string | null;

  @Text({ max: 100, optional, nullable, example: 'broom' })
  icon?: string | null;

  @WebAddress({ optional, nullable, example: 'https://example.com/cover.jpg' })
  coverImage?: string | null;

  @TextList({ maxItems: 50, max: 100, optional, nullable, example: ['home'] })
  tags?: string[] | null;

  @Nested(() => PlannerSettingsInputDto, { optional })
  settings?: PlannerSettingsInputDto;
}

/** A new planner. */
export class CreatePlannerDto extends PlannerFieldsDto {
  @Text({ min: 1, max: 200, example: 'Spring cleaning' })
  title!: string;
}

/** A planner to stand in the place of another; what is left out takes its default. */
export class ReplacePlannerDto extends CreatePlannerDto {
  @Int({
    min: 1,
    max: MAX_INT,
    optional,
    description: 'The version that you have read, in place of If-Match.',
  })
  version?: number;
}

/** What to change of a planner: absent stays, null clears. */
export class UpdatePlannerDto extends PlannerFieldsDto {
  @Text({ min: 1, max: 200, optional, example: 'Spring cleaning, this time for real' })
  title?: string;

  @Int({
    min: 1,
    max: MAX_INT,
    optional,
    description: 'The version that you have read, in place of If-Match.',
  })
  version?: number;
}

/** How to make a copy. */
export class DuplicatePlannerDto {
  static readonly mayBeAbsent = true;

  @Text({ min: 1, max: 200, optional, description: 'The title of the copy; "… (copy)" when left out.' })
  title?: string;

  @Flag({ optional, default: true })
  includeActivities?: boolean;

  @Int({
    min: -36_500,
    max: 36_500,
    optional,
    default: 0,
    description:
      'Days by which every date moves, at the wall clock of the planner’s time zone, else of yours.',
  })
  shiftDays?: number;
}

/** Which planners of a team to list. */
export class TeamPlannerListQueryDto extends ListQuery({
  sorts: ['createdAt', 'updatedAt', 'title'],
  defaultLimit: 10,
  maxLimit: 50,
}) {
  @OneOf(['true', 'false', 'all'], {
    optional,
    default: 'false',
    description: 'Archived ones, others, or both.',
  })
  archived?: 'true' | 'false' | 'all';

  @Text({ min: 1, max: 200, optional, description: 'In title and description.' })
  search?: string;

  @Text({ min: 1, max: 100, optional })
  tag?: string;
}

/** Which planners to list. */
export class PlannerListQueryDto extends TeamPlannerListQueryDto {
  @OneOf(['viewer', 'editor', 'admin', 'owner'], { optional, description: 'What you are on them.' })
  role?: 'viewer' | 'editor' | 'admin' | 'owner';

  @IdField({ optional, description: 'Those of one team.' })
  teamId?: string;
}
