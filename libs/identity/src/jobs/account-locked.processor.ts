import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { UserRepository } from '../application/ports/user.repository';
import { effectivePreferences } from '../domain/preferences';
import { AccountMailer } from './account-mailer';

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
      const { timezone } = effectivePreferences(user.preferences);
      const time = DateTime.fromISO(until, { zone: timezone })
        .setLocale('en')
        .toFormat("HH:mm (ZZZZ) 'on' d LLLL yyyy");
      return {
        to: user.email,
        subject: 'Sign-in to your account is locked for 15 minutes',
        greeting: 'Somebody entered a wrong password or code five times',
        paragraphs: [
          `To protect your account, nobody can sign in to it from a new device until ${time}. Devices that you have signed in from before still work, and your data was not touched.`,
          'If that was you, wait until then and try again. If it was not, nobody got in. With two-step sign-in on, wrong codes come from somebody who knows your password: then change it.',
        ],
      };
    });
  }
}
