import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import type { RequestContext } from '../context';
import { Database } from '../database';
import { People } from './people';

/** People who are not signed in where something is done, or asked, for them. */
@Injectable()
export class PersonContexts {
  constructor(
    private readonly people: People,
    private readonly database: Database,
  ) {}

  /**
   * The person with what they may do now, which is looked up anew; nothing where their account is not in use.
   * @param timeZone IANA
   */
  async of(context: RequestContext, userId: Id, timeZone = 'UTC'): Promise<RequestContext | undefined> {
    const [inUse] = await this.people.inUse(this.database, [userId]);
    const holder = inUse === undefined ? undefined : await this.people.holder(this.database, userId);
    if (!holder) return undefined;
    return context.as({ ...holder, sessionId: undefined, apiKeyId: undefined, timeZone });
  }
}
