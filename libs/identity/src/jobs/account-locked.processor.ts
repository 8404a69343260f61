import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { UserRepository } from '../application/ports/user.repository';
import { AccountMailer, mailTo } from './account-mailer';

/** Tells a person that sign-in to their account is locked for a while, and what that means. */
@Injectable()
@HandlesJob('mail', 'account-locked')
export class AccountLockedProcessor implements JobHandler<'mail', 'account-locked'> {
  constructor(
    private readonly users: UserRepository,
    private readonly mails: AccountMailer,
  ) {}

  async handle({ userId, until }: JobPayload<'mail', 'account-locked'>, job: JobContext): Promise<void> {
    await this.mails.sendOnce(job, 'mail/account-locked', async (tx) => {
      const user = await this.users.findById(tx, userId);
      if (!user) return undefined;
      return mailTo(user.email, user.preferences, (texts, timeOf) => texts.accountLocked(timeOf(until)));
    });
  }
}
