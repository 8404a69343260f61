import { DateTimeField, Int, Nested, NestedList, Text } from '@almanac/platform';

function Count(description?: string): PropertyDecorator {
  return Int({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    example: 42,
    ...(description === undefined ? {} : { description }),
  });
}

class TierCountsDto {
  @Count()
  free!: number;

  @Count()
  premium!: number;

  @Count()
  enterprise!: number;
}

class UserCountsDto {
  @Count('All but deleted ones.')
  total!: number;

  @Count()
  active!: number;

  @Count()
  suspended!: number;

  @Count('Deleted, and not yet removed for good.')
  deleted!: number;

  @Count()
  verified!: number;

  @Count()
  admins!: number;

  @Nested(() => TierCountsDto)
  byTier!: TierCountsDto;

  @Count('Made in the last 24 hours.')
  newLastDay!: number;
}

class SessionCountsDto {
  @Count()
  active!: number;
}

class SignInCountsDto {
  @Count()
  succeeded!: number;

  @Count()
  failed!: number;
}

class OutboxCountsDto {
  @Count('Events that are committed and not yet delivered.')
  undelivered!: number;
}

class AuditCountsDto {
  @Count()
  entries!: number;
}

class QueueDepthDto {
  @Text({ max: 50, example: 'mail' })
  name!: string;

  @Count()
  waiting!: number;

  @Count()
  active!: number;

  @Count()
  delayed!: number;

  @Count('Dead letters.')
  failed!: number;
}

/** The whole system at a glance. */
export class AdminStatsDto {
  @Nested(() => UserCountsDto)
  users!: UserCountsDto;

  @Nested(() => SessionCountsDto)
  sessions!: SessionCountsDto;

  @Nested(() => SignInCountsDto, { description: 'Of the last 24 hours.' })
  signIns!: SignInCountsDto;

  @Count()
  planners!: number;

  @Count()
  activities!: number;

  @NestedList(() => QueueDepthDto, { maxItems: 50, nullable: true, description: 'Null while Redis is away.' })
  queues!: QueueDepthDto[] | null;

  @Nested(() => OutboxCountsDto)
  outbox!: OutboxCountsDto;

  @Nested(() => AuditCountsDto)
  auditLog!: AuditCountsDto;

  @DateTimeField({ example: '2026-01-25T15:30:00.000Z' })
  at!: string;
}
