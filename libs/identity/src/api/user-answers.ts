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
    return versioned(user, toUserDto(user, await this.statistics.of(ctx, user)));
  }

  /** After a change: it is answered also where the statistics cannot be had. */
  async changed(ctx: RequestContext, user: User): Promise<Answer<UserDto>> {
    return versioned(user, await this.signedIn(ctx, user));
  }

  /** After a sign-in: likewise. */
  async signedIn(ctx: RequestContext, user: User): Promise<UserDto> {
    return toUserDto(user, await this.statistics.ofDone(ctx, user));
  }
}

function versioned(user: User, shown: UserDto): Answer<UserDto> {
  return ok(shown, { etag: `v${user.version}.t${digestOf(shown)}` });
}

/**
 * Tells apart what has the same version: statistics, tier and role change without a change of the account. When
 * somebody was last seen is no such thing, as every look at the account moves it.
 */
function digestOf({ lastSeenAt: _seen, ...shown }: UserDto): number {
  return createHash('sha256').update(JSON.stringify(shown)).digest().readUInt32BE();
}
