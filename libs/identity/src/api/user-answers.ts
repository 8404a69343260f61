import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ok, type Answer, type RequestContext } from '@almanac/platform';
import { OwnStatistics } from '../application/own-statistics';
import type { User } from '../domain/user';
import { toUserDto, type UserDto } from './user.dto';

/** How people are shown their own account. */
@Injectable()
export class UserAnswers {
  constructor(private readonly statistics: OwnStatistics) {}

  async of(ctx: RequestContext, user: User): Promise<Answer<UserDto>> {
    const shown = await this.show(ctx, user);
    return ok(shown, { etag: `v${user.version}.t${digestOf(shown)}` });
  }

  async show(ctx: RequestContext, user: User): Promise<UserDto> {
    return toUserDto(user, await this.statistics.of(ctx, user));
  }
}

/**
 * Tells apart what has the same version: statistics, tier and role change without a change of the account. When
 * somebody was last seen is no such thing, as every look at the account moves it.
 */
function digestOf({ lastSeenAt: _seen, ...shown }: UserDto): number {
  return createHash('sha256').update(JSON.stringify(shown)).digest().readUInt32BE();
}
