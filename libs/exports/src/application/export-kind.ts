import type { z } from 'zod';
import type { ErrorCode, Permission } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import type { AuditEntry, FollowedJob, JobOutcome, RequestContext } from '@almanac/platform';

/** A job under way, as the kind that works on it sees it. */
export interface Making {
  job: FollowedJob;
  /** The person who wants it, with what they may do now. */
  context: RequestContext;
  /** IANA; theirs when they asked. */
  timeZone: string;
}

/**
 * One kind of export. A feature plugs in what it exports by one provider that extends this, in a module that the API
 * and the worker load: the registry finds it. Its route calls `ExportAnswers.answer` with its name and input; everything
 * else (job, progress, cancelling, the wait of 10 seconds, the file and its end) is done for it.
 */
export abstract class ExportKind<Input = unknown> {
  /** Of its own: it is told in the job's type, `export-<name>`. */
  abstract readonly name: string;

  /** The permissions that its route asks for; a key that lacks one sees no job of the kind. */
  abstract readonly needs: readonly Permission[];

  /** What is kept with the job, as it is read back. */
  protected abstract readonly input: z.ZodType<Input>;

  /**
   * Whether the caller may have this at this moment. Asked with the request, when the job runs, and once more before its
   * file is given out. Asks nothing of the transaction that it joins but to read.
   * @throws DomainError NOT_FOUND or FORBIDDEN
   */
  protected abstract check(context: RequestContext, input: Input): Promise<void>;

  /**
   * Whether a file that is there may still be given to the person. Where a kind says nothing else, whoever might have it
   * made anew may have it.
   */
  protected async mayKeep(context: RequestContext, input: Input): Promise<boolean> {
    try {
      await this.check(context, input);
      return true;
    } catch (error) {
      if (error instanceof DomainError && refusals.some((code) => code === error.code)) return false;
      throw error;
    }
  }

  /** Makes the file. May be begun more than once. */
  protected abstract work(input: Input, making: Making): Promise<JobOutcome>;

  /** What the audit log is told. */
  protected abstract audit(input: Input): Pick<AuditEntry, 'action' | 'resource'>;

  checkKept(context: RequestContext, kept: unknown): Promise<void> {
    return this.check(context, this.input.parse(kept));
  }

  mayKeepKept(context: RequestContext, kept: unknown): Promise<boolean> {
    return this.mayKeep(context, this.input.parse(kept));
  }

  workOnKept(kept: unknown, making: Making): Promise<JobOutcome> {
    return this.work(this.input.parse(kept), making);
  }

  auditKept(kept: unknown): Pick<AuditEntry, 'action' | 'resource'> {
    return this.audit(this.input.parse(kept));
  }
}

const refusals: readonly ErrorCode[] = ['FORBIDDEN', 'NOT_FOUND'];
