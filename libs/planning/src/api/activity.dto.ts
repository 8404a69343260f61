import {
  DateTimeField,
  Decimal,
  Flag,
  IdField,
  IdList,
  Int,
  Nested,
  NestedList,
  OneOf,
  Text,
  TextList,
} from '@almanac/platform';
import { MAX_ATTACHMENTS } from '../domain/activity-parts/attachments';
import { MAX_REMINDER_OFFSET, reminderTypes } from '../domain/activity-parts/reminder';
import { activityStatuses, activityTypes, priorities } from '../domain/activity';
import { RecurrenceDto, SeriesDto } from './recurrence/recurrence.dto';
import {
  ACTIVITY_ID,
  FILE_ID,
  LATER,
  MAX_INT,
  PLANNER_ID,
  SECTION_ID,
  TIME,
  USER_ID,
} from '../domain/example-ids';

const optional = true;
const nullable = true;
const MAX_MINUTES = 10_000_000;

/** A point on the earth, in degrees (WGS 84). */
export class CoordinatesDto {
  @Decimal({ min: -90, max: 90, example: 48.2082 })
  latitude!: number;

  @Decimal({ min: -180, max: 180, example: 16.3738 })
  longitude!: number;
}

/** Where something takes place. */
export class LocationDto {
  @Text({ max: 200, optional, nullable, example: 'Town hall' })
  name?: string | null;

  @Text({ max: 500, optional, nullable, example: 'Rathausplatz 1, 1010 Wien' })
  address?: string | null;

  @Nested(() => CoordinatesDto, { optional, nullable })
  coordinates?: CoordinatesDto | null;
}

/** Figures about the work: durations in minutes, levels from 1 to 5, progress in per cent. */
export class ActivityMetadataDto {
  @Int({ min: 0, max: MAX_MINUTES, optional, nullable, example: 45 })
  estimatedDuration?: number | null;

  @Int({ min: 0, max: MAX_MINUTES, optional, nullable })
  actualDuration?: number | null;

  @Int({ min: 0, max: MAX_MINUTES, optional, nullable })
  focusTime?: number | null;

  @Int({ min: 1, max: 5, optional, nullable, example: 2 })
  difficulty?: number | null;

  @Int({ min: 1, max: 5, optional, nullable, example: 3 })
  energyLevel?: number | null;

  @Int({ min: 0, max: 100_000, optional, nullable })
  pomodoroSessions?: number | null;

  @Int({ min: 0, max: 100, optional, nullable, example: 20 })
  progress?: number | null;
}

/** A line of a checklist. */
export class ChecklistItemDto {
  @IdField()
  id!: string;

  @Text({ max: 500, example: 'Buy soap' })
  text!: string;

  @Flag({ example: false })
  completed!: boolean;

  @Int({ min: 0, max: MAX_INT, example: 0 })
  order!: number;
}

/** A file that belongs to an activity. */
export class AttachmentDto {
  @IdField({ example: FILE_ID, description: 'Of the file: see `GET /files/{id}`.' })
  id!: string;

  @Text({ max: 255, example: 'pattern.pdf' })
  name!: string;

  @Text({ max: 200, example: 'application/pdf' })
  type!: string;

  @Int({ min: 0, max: MAX_INT, example: 48_213, description: 'Bytes.' })
  size!: number;
}

/** Something that the assistant thinks would help. */
export class AiSuggestionDto {
  @IdField()
  id!: string;

  @Text({ max: 2000, example: 'Split it into washing and ironing.' })
  suggestion!: string;

  @Decimal({ min: 0, max: 1, example: 0.8 })
  confidence!: number;

  @Flag({ nullable, example: null, description: 'Null until somebody has decided.' })
  accepted!: boolean | null;

  @DateTimeField({ example: TIME })
  createdAt!: string;
}

/** Something to be told before an activity is due: at a time, or so many minutes before the due date. */
export class ReminderDto {
  @IdField()
  id!: string;

  @OneOf(reminderTypes, { example: 'email' })
  type!: string;

  @DateTimeField({ nullable, example: LATER })
  time!: string | null;

  @Int({
    min: 0,
    max: MAX_REMINDER_OFFSET,
    nullable,
    example: null,
    description: 'Minutes before the due date.',
  })
  offset!: number | null;

  @Flag({ example: false })
  sent!: boolean;

  @DateTimeField({ nullable, example: null })
  sentAt!: string | null;
}

/** The unit of work. */
export class ActivityDto {
  @IdField({ example: ACTIVITY_ID })
  id!: string;

  @IdField({ example: SECTION_ID })
  sectionId!: string;

  @IdField({ example: PLANNER_ID })
  plannerId!: string;

  @IdField({ example: USER_ID, description: 'Who made it.' })
  userId!: string;

  @Text({ max: 500, example: 'Wash the curtains' })
  title!: string;

  @Text({ max: 50_000, nullable, example: 'At **30 °C**, no spinning.', description: 'Markdown.' })
  description!: string | null;

  @OneOf(activityTypes, { example: 'task' })
  type!: string;

  @OneOf(activityStatuses, { example: 'pending' })
  status!: string;

  @OneOf(priorities, { example: 'medium' })
  priority!: string;

  @DateTimeField({ nullable, example: LATER })
  dueDate!: string | null;

  @DateTimeField({ nullable })
  startDate!: string | null;

  @DateTimeField({ nullable })
  endDate!: string | null;

  @DateTimeField({ nullable, description: 'Set while the status is `completed`.' })
  completedAt!: string | null;

  @TextList({ maxItems: 50, max: 100, example: ['laundry'] })
  tags!: string[];

  @IdList({ maxItems: 50, example: [USER_ID] })
  assignees!: string[];

  @NestedList(() => AttachmentDto, { maxItems: MAX_ATTACHMENTS, example: [] })
  attachments!: AttachmentDto[];

  @NestedList(() => ChecklistItemDto, { maxItems: 200 })
  checklist!: ChecklistItemDto[];

  @Int({ min: 0, max: MAX_INT, example: 0, description: 'How many comments there are.' })
  comments!: number;

  @NestedList(() => AiSuggestionDto, { maxItems: 100, example: [] })
  aiSuggestions!: AiSuggestionDto[];

  @NestedList(() => ReminderDto, { maxItems: 20, example: [] })
  reminders!: ReminderDto[];

  @IdList({ maxItems: 100, example: [], description: 'Activities of the same planner that come first.' })
  blockedBy!: string[];

  @Nested(() => ActivityMetadataDto)
  metadata!: ActivityMetadataDto;

  @Nested(() => LocationDto, { nullable })
  location!: LocationDto | null;

  @Nested(() => RecurrenceDto, { nullable, example: null })
  recurrence!: RecurrenceDto | null;

  @Nested(() => SeriesDto, { nullable, example: null, description: 'Of what recurs.' })
  series!: SeriesDto | null;

  @Text({ max: 2000, example: 'i000000003', description: 'Its key in the order; keys compare byte by byte.' })
  position!: string;

  @Int({ min: 1, max: MAX_INT, example: 1 })
  version!: number;

  @IdField({ example: USER_ID })
  updatedBy!: string;

  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ example: TIME })
  updatedAt!: string;

  @DateTimeField({ nullable })
  deletedAt!: string | null;
}
