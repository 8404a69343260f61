import {
  DateTimeField,
  Flag,
  IdField,
  IdList,
  Int,
  ListQuery,
  Nested,
  NestedList,
  OneOf,
  Text,
} from '@almanac/platform';
import { MAX_ATTACHMENTS } from '../../domain/activity-parts/attachments';
import { MAX_CHECKLIST_ITEMS, MAX_CHECKLIST_TEXT } from '../../domain/activity-parts/checklist';
import { MAX_COMMENT, MAX_MENTIONS } from '../../domain/activity-parts/mentions';
import { MAX_REMINDER_OFFSET, MAX_REMINDERS, reminderTypes } from '../../domain/activity-parts/reminder';
import {
  ACTIVITY_ID,
  COMMENT_ID,
  FILE_ID,
  LATER,
  MAX_INT,
  PLANNER_ID,
  TIME,
  USER_ID,
} from '../../domain/example-ids';
import { AttachmentDto, ChecklistItemDto, ReminderDto } from '../activity.dto';

const optional = true;
const nullable = true;

/** A whole checklist, in its order. */
export class ChecklistDto {
  @NestedList(() => ChecklistItemDto, { maxItems: MAX_CHECKLIST_ITEMS })
  checklist!: ChecklistItemDto[];
}

class ChecklistItemFieldsDto {
  @Flag({ optional, example: false })
  completed?: boolean;

  @Int({ min: 0, max: MAX_INT, optional, description: 'Its place, from 0; past the end means the end.' })
  order?: number;
}

/** A new line of a checklist; at the end unless it says otherwise. */
export class CreateChecklistItemDto extends ChecklistItemFieldsDto {
  @Text({ min: 1, max: MAX_CHECKLIST_TEXT, example: 'Buy soap' })
  text!: string;
}

/** What to change of a line: its text, whether it is done, or its place. */
export class UpdateChecklistItemDto extends ChecklistItemFieldsDto {
  @Text({ min: 1, max: MAX_CHECKLIST_TEXT, optional, example: 'Buy soft soap' })
  text?: string;
}

/** Somebody who works on an activity. */
export class AssigneeDto {
  @IdField({ example: USER_ID })
  userId!: string;

  @Text({ max: 100, nullable, example: 'Ada Lovelace' })
  displayName!: string | null;

  @Text({ max: 30, nullable, example: 'ada.lovelace' })
  username!: string | null;

  @Text({ max: 2048, nullable, example: 'https://example.com/ada.jpg' })
  photoURL!: string | null;
}

/** Who works on an activity, in the order in which they were assigned. */
export class AssigneesDto {
  @NestedList(() => AssigneeDto, { maxItems: 50 })
  assignees!: AssigneeDto[];
}

/** Whom to assign. */
export class AssignDto {
  @IdField({ example: USER_ID, description: 'Somebody who may see the planner.' })
  userId!: string;
}

/** The files of an activity, in the order in which they were attached. */
export class AttachmentsDto {
  @NestedList(() => AttachmentDto, { maxItems: MAX_ATTACHMENTS })
  attachments!: AttachmentDto[];
}

/** Which file to attach. */
export class AttachDto {
  @IdField({ example: FILE_ID, description: 'A file of yours that is complete.' })
  fileId!: string;
}

/** What somebody said about an activity. */
export class CommentDto {
  @IdField({ example: COMMENT_ID })
  id!: string;

  @IdField({ example: ACTIVITY_ID })
  activityId!: string;

  @IdField({ example: PLANNER_ID })
  plannerId!: string;

  @IdField({ example: USER_ID, description: 'Who wrote it.' })
  userId!: string;

  @Text({ max: MAX_COMMENT, example: 'Shall we take the night train, @ada.lovelace?' })
  text!: string;

  @IdList({ maxItems: MAX_MENTIONS, description: 'Those mentioned in it who may see the planner.' })
  mentions!: string[];

  @Int({ min: 1, max: MAX_INT, example: 1 })
  version!: number;

  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ example: TIME })
  updatedAt!: string;
}

/** What to say. */
export class WriteCommentDto {
  @Text({
    min: 1,
    max: MAX_COMMENT,
    example: 'Shall we take the night train, @ada.lovelace?',
    description: '`@username` mentions somebody; it does nothing where they may not see the planner.',
  })
  text!: string;
}

/** Which comments to list. */
export class CommentListQueryDto extends ListQuery({
  sorts: ['createdAt'],
  defaultOrder: 'asc',
  defaultLimit: 20,
  maxLimit: 100,
}) {}

/** All reminders of an activity. */
export class RemindersDto {
  @NestedList(() => ReminderDto, { maxItems: MAX_REMINDERS })
  reminders!: ReminderDto[];
}

class ReminderFieldsDto {
  @DateTimeField({ optional, nullable, description: 'When; not together with `offset`.' })
  time?: string | null;

  @Int({
    min: 0,
    max: MAX_REMINDER_OFFSET,
    optional,
    nullable,
    example: 30,
    description: 'Minutes before the due date, with which it moves.',
  })
  offset?: number | null;
}

/** A new reminder: at a time, or so many minutes before the due date. */
export class CreateReminderDto extends ReminderFieldsDto {
  @OneOf(reminderTypes, { example: 'email' })
  type!: string;
}

/** What to change of a reminder; another time lets it be sent again. */
export class UpdateReminderDto extends ReminderFieldsDto {
  @OneOf(reminderTypes, { optional, example: 'push' })
  type?: string;
}

/** What a timer before it brought. */
export class StoppedTimerDto {
  @IdField({ example: ACTIVITY_ID })
  activityId!: string;

  @Int({ min: 0, max: MAX_INT, example: 25 })
  minutes!: number;
}

/** A timer that runs. */
export class TimerDto {
  @IdField({ example: ACTIVITY_ID })
  activityId!: string;

  @DateTimeField({ example: LATER })
  startedAt!: string;
}

/** The caller's timer, if one runs. */
export class RunningTimerDto {
  @Nested(() => TimerDto, { nullable })
  timer!: TimerDto | null;
}

/** A timer that was started, and what the one before it brought. */
export class StartedTimerDto extends TimerDto {
  @Nested(() => StoppedTimerDto, { nullable })
  stopped!: StoppedTimerDto | null;
}
