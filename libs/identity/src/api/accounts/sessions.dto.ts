import { DateTimeField, Flag, IdField, ListQuery, Text } from '@almanac/platform';

const ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11';
const TIME = '2026-01-25T15:30:00.000Z';
const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** Where a sign-in came from. */
class OriginDto {
  @IdField({ example: ID })
  id!: string;

  @Text({
    max: 100,
    nullable: true,
    example: 'Firefox on Linux',
    description: 'What people would call the device, as far as its User-Agent tells.',
  })
  device!: string | null;

  @Text({ max: 512, nullable: true, example: USER_AGENT })
  userAgent!: string | null;

  @Text({ max: 64, nullable: true, example: '203.0.113.7' })
  ip!: string | null;

  @Text({ max: 50, example: 'password', description: 'How the person proved who they are.' })
  method!: string;
}

export class SessionDto extends OriginDto {
  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ example: TIME, description: 'To the minute or so.' })
  lastSeenAt!: string;

  @DateTimeField({ example: TIME, description: 'When it ends unless it is refreshed.' })
  expiresAt!: string;

  @Flag({ example: true, description: 'The session that asks.' })
  current!: boolean;
}

export class LoginHistoryEntryDto extends OriginDto {
  @DateTimeField({ example: TIME })
  at!: string;

  @Flag({ example: true })
  success!: boolean;

  @Text({ max: 50, nullable: true, example: null, description: 'Why it failed, as an error code.' })
  reason!: string | null;
}

export class SessionListQuery extends ListQuery({ sorts: ['lastSeenAt'], defaultLimit: 20, maxLimit: 100 }) {}

export class LoginHistoryQuery extends ListQuery({ sorts: ['at'], defaultLimit: 20, maxLimit: 100 }) {}
