import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import { Database, JobFailed, People, RequestContext } from '@almanac/platform';

/** Whoever asked for a job, as the worker acts for them: nobody is signed in there. */
@Injectable()
export class JobPerson {
  constructor(
    private readonly people: People,
    private readonly database: Database,
  ) {}

  /**
   * With what the person may do now, which is looked up anew.
   * @param timeZone IANA; theirs when they asked
   * @throws JobFailed FORBIDDEN where the account is not in use
   */
  async contextOf(system: RequestContext, userId: Id, timeZone: string): Promise<RequestContext> {
    const [inUse] = await this.people.inUse(this.database, [userId]);
    const holder = inUse === undefined ? undefined : await this.people.holder(this.database, userId);
    if (!holder) throw new JobFailed({ code: 'FORBIDDEN', message: 'This account is not in use' });
    const principal = { ...holder, sessionId: undefined, apiKeyId: undefined, timeZone };
    return new RequestContext(system.requestId, principal, undefined, undefined);
  }
}

/** As much of a refusal as is kept with a job. */
const LONGEST = 500;

/** Another try would be refused just so; the person is told why. What is only unavailable now is tried again. */
export async function refusedAsFailed<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === 'SERVICE_UNAVAILABLE') throw error;
    const [first] = Array.isArray(error.details) ? (error.details as { message?: string }[]) : [];
    const message = [error.message, first?.message].filter((part) => part !== undefined).join(': ');
    throw new JobFailed({ code: error.code as ErrorCode, message: message.slice(0, LONGEST) });
  }
}
