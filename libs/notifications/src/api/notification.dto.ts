import { notificationKinds, type NotificationKind } from '@almanac/contracts';
import {
  DateTimeField,
  Flag,
  IdField,
  IdList,
  Int,
  ListQuery,
  Nested,
  OneOf,
  Text,
  WebAddress,
} from '@almanac/platform';

/** The id of a notification in the examples. */
export const NOTIFICATION_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b71';
const ACTIVITY_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03';

export class NotificationResourceDto {
  @Text({ max: 30, example: 'activity' })
  type!: string;

  @IdField({ example: ACTIVITY_ID })
  id!: string;
}

export class NotificationDto {
  @IdField({ example: NOTIFICATION_ID })
  id!: string;

  @OneOf(notificationKinds, { example: 'assignment' })
  kind!: NotificationKind;

  @Text({ max: 300, example: 'Grace assigned you “Book the hall”', description: 'Plain text, no HTML.' })
  title!: string;

  @Text({ max: 500, example: 'In the planner “Spring fair”.', description: 'Plain text; may be empty.' })
  body!: string;

  @WebAddress({
    nullable: true,
    example: `https://app.example.org/activities/${ACTIVITY_ID}`,
    description: 'Where to see more, in the front-end; null where the operator has set none (`APP_URL`).',
  })
  url!: string | null;

  @Nested(() => NotificationResourceDto, { nullable: true, description: 'What it is about.' })
  resource!: NotificationResourceDto | null;

  @Flag({ example: false })
  read!: boolean;

  @DateTimeField({ example: '2026-01-25T15:30:00.000Z' })
  createdAt!: string;
}

export class NotificationListQueryDto extends ListQuery({
  sorts: ['createdAt'],
  defaultLimit: 20,
  maxLimit: 100,
}) {
  @Flag({ optional: true, default: false, description: 'Only what is unread.' })
  unread?: boolean;
}

export class ReadNotificationsDto {
  @IdList({
    optional: true,
    minItems: 1,
    maxItems: 100,
    description: 'Which ones; all of them must be yours. Not together with `all`.',
  })
  ids?: string[];

  @Flag({ optional: true, example: true, description: '`true` for all that there are now.' })
  all?: boolean;
}

export class UnreadDto {
  @Int({ min: 0, max: 2 ** 31 - 1, example: 3, description: 'How many are unread now.' })
  unreadCount!: number;
}
