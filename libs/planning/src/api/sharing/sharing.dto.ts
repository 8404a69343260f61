import {
  DateTimeField,
  Decimal,
  Email,
  Flag,
  HexColor,
  IdField,
  Int,
  ListQuery,
  Nested,
  NestedList,
  OneOf,
  PasswordField,
  Text,
  TextList,
} from '@almanac/platform';
import { collaboratorRoles, type CollaboratorRole } from '../../domain/sharing/collaborator';
import { COLLABORATOR_ID, LATER, MAX_INT, PUBLIC_PLANNER_ID, TIME, USER_ID } from '../../domain/example-ids';
import { ChecklistItemDto, LocationDto } from '../activity.dto';

const optional = true;
const nullable = true;

/** Whom to invite, and as what. One of `email` and `userId`. */
export class InviteCollaboratorDto {
  @Email({ optional, example: 'dorothy@example.com', description: 'With an account or without one.' })
  email?: string;

  @IdField({ optional, description: 'Of somebody who has an account; their address stays theirs.' })
  userId?: string;

  @OneOf(collaboratorRoles, {
    example: 'editor',
    description:
      'On a planner viewers read and comment, editors write sections and activities, admins manage collaborators and settings; on a plan viewers read, editors write it, admins manage collaborators.',
  })
  role!: CollaboratorRole;
}

export class SetCollaboratorRoleDto {
  @OneOf(collaboratorRoles, { example: 'editor' })
  role!: CollaboratorRole;
}

export class TransferOwnershipDto {
  @IdField({ example: COLLABORATOR_ID, description: 'A collaborator of it.' })
  userId!: string;
}

/** Somebody on the planner or plan by name, or an open invitation to it. */
export class CollaboratorEntryDto {
  @IdField({ example: COLLABORATOR_ID, description: 'Of the person, or of the open invitation.' })
  id!: string;

  @IdField({ nullable, example: COLLABORATOR_ID, description: 'Null where only an address was invited.' })
  userId!: string | null;

  @Text({ max: 100, nullable, example: 'Grace Hopper' })
  displayName!: string | null;

  @Email({
    nullable,
    example: 'grace@example.com',
    description:
      'Shown to admins and the owner; else null, and for who was invited by `userId` until they accept.',
  })
  email!: string | null;

  @OneOf(collaboratorRoles, { example: 'editor' })
  role!: string;

  @Flag({
    example: false,
    description:
      'The tier of the owner allows fewer collaborators than came before this one: the role counts as `viewer` until there is room.',
  })
  overLimit!: boolean;

  @OneOf(['accepted', 'pending'], { example: 'accepted' })
  status!: string;

  @IdField({ nullable, example: USER_ID, description: 'Of an open invitation: who sent it.' })
  invitedBy!: string | null;

  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ nullable, example: LATER, description: 'Of an open invitation.' })
  expiresAt!: string | null;
}

export class CollaboratorListQueryDto extends ListQuery({
  sorts: ['createdAt'],
  defaultLimit: 20,
  maxLimit: 100,
}) {
  @OneOf(['accepted', 'pending'], { optional })
  status?: 'accepted' | 'pending';
}

/** What a share link needs. */
export class CreateShareLinkDto {
  static readonly mayBeAbsent = true;

  @Text({
    min: 1,
    max: 72,
    optional,
    nullable,
    example: 'Cherry-Blossom-7',
    description: 'Asked of whoever opens the link.',
  })
  password?: string | null;

  @DateTimeField({
    optional,
    nullable,
    example: '2099-12-31T23:59:59.000Z',
    description: 'After it the link answers 410; it lasts until it is taken back where nothing is given.',
  })
  expiresAt?: string | null;
}

export class ShareLinkDto {
  @Text({ max: 64, example: 'q2Vn0c8y1mX7rWkT5sJ3bZ9uE6hL4pDf' })
  shareId!: string;

  @Text({
    max: 2048,
    example: 'https://almanac.example.com/share/q2Vn0c8y1mX7rWkT5sJ3bZ9uE6hL4pDf',
    description: 'A page that shows the planner; programs call `GET /shared/{shareId}`.',
  })
  shareLink!: string;

  @Int({ min: 0, max: Number.MAX_SAFE_INTEGER, example: 0, description: 'How often it was opened.' })
  accessCount!: number;

  @DateTimeField({ nullable, example: '2099-12-31T23:59:59.000Z' })
  expiresAt!: string | null;

  @Flag({ example: true })
  hasPassword!: boolean;

  @DateTimeField({ example: TIME })
  createdAt!: string;
}

export class OpenShareLinkDto {
  @PasswordField({ example: 'Cherry-Blossom-7' })
  password!: string;
}

/** An activity as people without an account see it. */
export class OutsideActivityDto {
  @IdField()
  id!: string;

  @Text({ max: 500, example: 'Prune the roses' })
  title!: string;

  @Text({ max: 50_000, nullable })
  description!: string | null;

  @OneOf(['task', 'event', 'note', 'goal'], { example: 'task' })
  type!: string;

  @OneOf(['pending', 'in-progress', 'completed', 'cancelled'], { example: 'pending' })
  status!: string;

  @OneOf(['low', 'medium', 'high', 'urgent'], { example: 'medium' })
  priority!: string;

  @DateTimeField({ nullable, example: LATER })
  dueDate!: string | null;

  @DateTimeField({ nullable })
  startDate!: string | null;

  @DateTimeField({ nullable })
  endDate!: string | null;

  @DateTimeField({ nullable })
  completedAt!: string | null;

  @TextList({ maxItems: 50, max: 100, example: ['garden'] })
  tags!: string[];

  @NestedList(() => ChecklistItemDto, { maxItems: 1000 })
  checklist!: ChecklistItemDto[];

  @Nested(() => LocationDto, { nullable })
  location!: LocationDto | null;
}

export class OutsideSectionDto {
  @IdField()
  id!: string;

  @Text({ max: 200, example: 'In March' })
  title!: string;

  @Text({ max: 10_000, nullable })
  description!: string | null;

  @OneOf(['tasks', 'notes', 'goals'], { example: 'tasks' })
  type!: string;

  @Int({ min: 0, max: MAX_INT, example: 0 })
  order!: number;

  @NestedList(() => OutsideActivityDto, { maxItems: 100_000 })
  activities!: OutsideActivityDto[];
}

/** A planner as people without an account see it in a list: nobody is named in it. */
export class OutsidePlannerDto {
  @IdField({ example: PUBLIC_PLANNER_ID })
  id!: string;

  @Text({ max: 200, example: 'A year in the garden' })
  title!: string;

  @Text({ max: 10_000, nullable, example: 'What to do in which month.' })
  description!: string | null;

  @HexColor({ nullable, example: '#3366ff' })
  color!: string | null;

  @Text({ max: 100, nullable })
  icon!: string | null;

  @Text({ max: 2048, nullable })
  coverImage!: string | null;

  @TextList({ maxItems: 50, max: 100, example: ['garden'] })
  tags!: string[];

  @Flag({ example: false })
  archived!: boolean;

  @Int({ min: 0, max: MAX_INT, example: 1 })
  sectionsCount!: number;

  @Int({ min: 0, max: MAX_INT, example: 4 })
  activitiesCount!: number;

  @Int({ min: 0, max: MAX_INT, example: 1 })
  completedCount!: number;

  @Decimal({ min: 0, max: 100, example: 25, description: 'Per cent, with one decimal.' })
  completionRate!: number;

  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ example: TIME })
  updatedAt!: string;
}

/** The same with all that is in it. */
export class OutsidePlannerWholeDto extends OutsidePlannerDto {
  @NestedList(() => OutsideSectionDto, { maxItems: 10_000 })
  sections!: OutsideSectionDto[];
}

export class PublicPlannerListQueryDto extends ListQuery({
  sorts: ['createdAt', 'updatedAt'],
  defaultLimit: 10,
  maxLimit: 50,
}) {
  @Text({ min: 1, max: 200, optional, description: 'In title and description.' })
  search?: string;

  @Text({ min: 1, max: 100, optional })
  tag?: string;
}
