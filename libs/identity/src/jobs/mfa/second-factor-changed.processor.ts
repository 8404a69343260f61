import { Injectable } from '@nestjs/common';
import type { JobPayload, SecondFactorChange } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { UserRepository } from '../../application/ports/user.repository';
import { AccountMailer } from '../account-mailer';

const texts: Record<SecondFactorChange, { subject: string; greeting: string; what: string }> = {
  'mfa-enabled': {
    subject: 'Two-step sign-in is on',
    greeting: 'Two-step sign-in is on',
    what: 'From now on your account asks for a code of your authenticator when you sign in. Keep your backup codes where you find them without your phone.',
  },
  'mfa-disabled': {
    subject: 'Two-step sign-in is off',
    greeting: 'Two-step sign-in is off',
    what: 'Your account asks for no code any more when you sign in, and the backup codes are void.',
  },
  'mfa-reset': {
    subject: 'Two-step sign-in was taken off your account',
    greeting: 'Two-step sign-in was taken off',
    what: 'An admin did it, as for people who have lost their phone. Your account asks for no code any more, the backup codes are void, and you were signed out everywhere.',
  },
  'backup-codes-renewed': {
    subject: 'You have new backup codes',
    greeting: 'New backup codes were made',
    what: 'The former backup codes of your account are void.',
  },
  'passkey-added': {
    subject: 'A passkey was added to your account',
    greeting: 'A passkey was added',
    what: 'Whoever holds it can sign in to your account without a password.',
  },
  'passkey-removed': {
    subject: 'A passkey was removed from your account',
    greeting: 'A passkey was removed',
    what: 'It can no longer be used to sign in to your account.',
  },
};

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
      const { subject, greeting, what } = texts[change];
      return {
        to: user.email,
        subject,
        greeting,
        paragraphs: [
          what,
          'If that was not you, change your password at once: that ends all other sign-ins and all trust in devices.',
        ],
      };
    });
  }
}
