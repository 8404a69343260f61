import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { UserRepository } from '../../application/ports/user.repository';
import { AccountMailer, mailTo } from '../account-mailer';

const NAMES: Readonly<Record<string, string>> = {
  google: 'Google',
  github: 'GitHub',
  microsoft: 'Microsoft',
};

/** Tells a person that somebody who has this provider's sign-in can enter their account from now on. */
@Injectable()
@HandlesJob('mail', 'identity-linked')
export class IdentityLinkedProcessor implements JobHandler<'mail', 'identity-linked'> {
  constructor(
    private readonly users: UserRepository,
    private readonly mails: AccountMailer,
  ) {}

  async handle({ userId, provider }: JobPayload<'mail', 'identity-linked'>, job: JobContext): Promise<void> {
    await this.mails.sendOnce(job, 'mail/identity-linked', async (tx) => {
      const user = await this.users.findById(tx, userId);
      if (!user) return undefined;
      const name = NAMES[provider] ?? provider;
      return mailTo(user.email, user.preferences, (texts) => texts.identityLinked(name));
    });
  }
}
