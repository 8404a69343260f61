import { Injectable } from '@nestjs/common';
import { Database, Statistics, type PersonalStatistics, type RequestContext } from '@almanac/platform';
import { effectivePreferences } from '../domain/preferences';
import type { User } from '../domain/user';

/** What somebody has done, by the days of their own time zone. */
@Injectable()
export class OwnStatistics {
  constructor(
    private readonly statistics: Statistics,
    private readonly database: Database,
  ) {}

  of(ctx: RequestContext, user: User): Promise<PersonalStatistics> {
    const { timezone } = effectivePreferences(user.preferences);
    return this.statistics.of(this.database.for(ctx), user.id, timezone);
  }
}
