import { Inject, Injectable } from '@nestjs/common';
import {
  Database,
  LOGGER,
  Statistics,
  type PersonalStatistics,
  type PinoLogger,
  type RequestContext,
} from '@almanac/platform';
import { effectivePreferences } from '../domain/preferences';
import type { User } from '../domain/user';

/** What somebody has done, by the days of their own time zone. */
@Injectable()
export class OwnStatistics {
  constructor(
    private readonly statistics: Statistics,
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  of(ctx: RequestContext, user: User): Promise<PersonalStatistics> {
    const { timezone } = effectivePreferences(user.preferences);
    return this.statistics.of(this.database.for(ctx), user.id, timezone);
  }

  /**
   * The same where what was asked for is done and cannot be taken back: a session is there and its code spent, or
   * the account is changed. That must be answered, with these or without.
   */
  async ofDone(ctx: RequestContext, user: User): Promise<PersonalStatistics | undefined> {
    try {
      return await this.of(ctx, user);
    } catch (error) {
      this.logger.error(
        { ...ctx.named, err: error, userId: user.id },
        'the statistics of an account could not be counted; the answer goes without them',
      );
      return undefined;
    }
  }
}
