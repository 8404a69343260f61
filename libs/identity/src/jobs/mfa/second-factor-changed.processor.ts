import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { UserRepository } from '../../application/ports/user.repository';
import { AccountMailer, mailTo } from '../account-mailer';

/** Tells a person that the ways to sign in to their account have changed. */
@Injectable()
@HandlesJob('mail', 'second-factor-changed')
export class SecondFactorChangedProcessor implements JobHandler<'mail', 'second-factor-changed'> {
  constructor(
    private readonly users: UserRepository,
    private readonly mails: AccountMailer,
  ) {}

  async handle(
    { userId, change }: JobPayload<'mail', 'second-factor-changed'>,
    job: JobContext,
  ): Promise<void> {
    await this.mails.sendOnce(job, 'mail/second-factor-changed', async (tx) => {
      const user = await this.users.findById(tx, userId);
      if (!user) return undefined;
      return mailTo(user.email, user.preferences, (texts) => texts.secondFactorChanged(change));
    });
  }
}
