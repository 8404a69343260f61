import {
  DateTimeField,
  Decimal,
  Flag,
  HexColor,
  IdField,
  Int,
  Nested,
  NestedList,
  OneOf,
  Text,
  TextList,
  TimeZone,
} from '@almanac/platform';
import { MAX_INT, PLANNER_ID, TIME, USER_ID } from '../domain/example-ids';
import { SectionWithActivitiesDto } from './section.dto';

/** How a planner is shown and what it allows. */
export class PlannerSettingsDto {
  @Flag({ example: false, description: 'Listed among the public planners.' })
  isPublic!: boolean;

  @Flag({ example: true, description: 'Others may be invited.' })
  allowCollaboration!: boolean;

  @Flag({ example: false, description: 'Archived by itself once everything is done.' })
  autoArchive!: boolean;

  @Flag({ example: true, description: 'Reminders of its activities are sent.' })
  reminderEnabled!: boolean;

  @Text({ max: 50, example: 'list' })
  defaultView!: string;

  @Text({ max: 50, example: 'default' })
  colorScheme!: string;

  @TimeZone({ nullable: true, example: 'Europe/Vienna', description: 'Null: that of whoever looks.' })
  timezone!: string | null;
}

/** A planner with its counts. */
export class PlannerDto {
  @IdField({ example: PLANNER_ID })
  id!: string;

  @IdField({
    nullable: true,
    example: USER_ID,
    description: 'The person who owns it; null where a team does.',
  })
  ownerId!: string | null;

  @IdField({ nullable: true, description: 'The team that owns it, if one does.' })
  teamId!: string | null;

  @Text({ max: 200, example: 'Spring cleaning' })
  title!: string;

  @Text({ max: 10_000, nullable: true, example: 'Room by room, a weekend each.' })
  description!: string | null;

  @HexColor({ nullable: true, example: '#3366ff' })
  color!: string | null;

  @Text({ max: 100, nullable: true, example: 'broom' })
  icon!: string | null;

  @Text({ max: 2048, nullable: true, example: 'https://example.com/cover.jpg' })
  coverImage!: string | null;

  @TextList({ maxItems: 50, max: 100, example: ['home'] })
  tags!: string[];

  @Nested(() => PlannerSettingsDto)
  settings!: PlannerSettingsDto;

  @Flag({ example: false })
  archived!: boolean;

  @DateTimeField({ nullable: true })
  archivedAt!: string | null;

  @Int({ min: 0, max: MAX_INT, example: 3 })
  sectionsCount!: number;

  @Int({ min: 0, max: MAX_INT, example: 12 })
  activitiesCount!: number;

  @Int({ min: 0, max: MAX_INT, example: 4 })
  completedCount!: number;

  @Decimal({ min: 0, max: 100, example: 33.3, description: 'Per cent, with one decimal.' })
  completionRate!: number;

  @DateTimeField({ nullable: true, example: TIME, description: 'When something last changed in it.' })
  lastActivity!: string | null;

  @Int({ min: 1, max: MAX_INT, example: 1 })
  version!: number;

  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ example: TIME })
  updatedAt!: string;

  @DateTimeField({ nullable: true })
  deletedAt!: string | null;

  @OneOf(['viewer', 'editor', 'admin', 'owner'], {
    nullable: true,
    example: 'owner',
    description: 'What the caller is on it; null for an admin of the server who is nothing on it.',
  })
  role!: string | null;

  @Flag({
    example: false,
    description:
      'Nothing may be changed in it: its owner has more planners than their tier allows and this is not one of the oldest, or no owner of its team has a tier with teams.',
  })
  readOnly!: boolean;
}

/** Somebody with whom a planner is shared by name; members of the team that owns it are listed with the team. */
export class CollaboratorDto {
  @IdField({ example: USER_ID })
  userId!: string;

  @OneOf(['viewer', 'editor', 'admin'], { example: 'editor' })
  role!: string;

  @DateTimeField({ example: TIME })
  createdAt!: string;
}

/** Who else sees a planner. */
export class PlannerSharingDto {
  @Flag({ example: true, description: 'There is a share link to it, which may have run out.' })
  link!: boolean;

  @Flag({ example: false, description: 'It is among the public planners, unless it is archived.' })
  public!: boolean;

  @Int({ min: 0, max: MAX_INT, example: 1, description: 'How many people are on it by name.' })
  collaborators!: number;
}

/** A planner with all that is in it. */
export class PlannerWholeDto extends PlannerDto {
  @Nested(() => PlannerSharingDto)
  sharing!: PlannerSharingDto;

  @NestedList(() => SectionWithActivitiesDto, { maxItems: 10_000 })
  sections!: SectionWithActivitiesDto[];

  @NestedList(() => CollaboratorDto, { maxItems: 10_000 })
  collaborators!: CollaboratorDto[];
}
