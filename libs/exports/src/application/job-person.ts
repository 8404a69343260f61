import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import { JobFailed, PersonContexts, type RequestContext } from '@almanac/platform';

/** Whoever asked for a job, as the worker acts for them: nobody is signed in there. */
@Injectable()
export class JobPerson {
  constructor(private readonly contexts: PersonContexts) {}

  /**
   * With what the person may do now, which is looked up anew.
   * @param timeZone IANA; theirs when they asked
   * @throws JobFailed FORBIDDEN where the account is not in use
   */
  async contextOf(system: RequestContext, userId: Id, timeZone: string): Promise<RequestContext> {
    const context = await this.contexts.of(system, userId, timeZone);
    if (!context) throw new JobFailed({ code: 'FORBIDDEN', message: 'This account is not in use' });
    return context;
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
