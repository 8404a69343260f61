import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { UserRepository } from '../../application/ports/user.repository';
import { AccountMailer } from '../account-mailer';

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
      return {
        to: user.email,
        subject: `${name} was linked to your account`,
        greeting: `You can sign in with ${name} now`,
        paragraphs: [
          `A sign-in at ${name} was linked to your Almanac account. Whoever has it can sign in to the account.`,
          'If that was not you, take the link away in your account, change your password, and sign out everywhere.',
        ],
      };
    });
  }
}
