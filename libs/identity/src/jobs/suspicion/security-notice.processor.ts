import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { UserRepository } from '../../application/ports/user.repository';
import { effectivePreferences } from '../../domain/preferences';
import { AccountMailer } from '../account-mailer';

type Notice = JobPayload<'mail', 'security-notice'>;

const texts: Record<Notice['kind'], { subject: string; happened: string }> = {
  'new-device': {
    subject: 'A new device signed in to your account',
    happened: 'Somebody signed in to your account from a device that we did not know.',
  },
  'new-country': {
    subject: 'A sign-in to your account from another country',
    happened: 'Somebody signed in to your account from a country that it was not used from before.',
  },
  'many-accounts': {
    subject: 'A suspicious sign-in to your account',
    happened: 'Somebody signed in to your account from an address that has tried many other accounts, too.',
  },
  'token-reuse': {
    subject: 'We have ended one of your sessions',
    happened:
      'A key that keeps one of your devices signed in was used twice. A stranger may have had a copy, so we have signed that device out.',
  },
};

/** Tells a person of what may be an attack on their account. */
@Injectable()
@HandlesJob('mail', 'security-notice')
export class SecurityNoticeProcessor implements JobHandler<'mail', 'security-notice'> {
  constructor(
    private readonly users: UserRepository,
    private readonly mails: AccountMailer,
  ) {}

  async handle(notice: Notice, job: JobContext): Promise<void> {
    await this.mails.sendOnce(job, 'mail/security-notice', async (tx) => {
      const user = await this.users.findById(tx, notice.userId);
      if (!user) return undefined;
      const { timezone } = effectivePreferences(user.preferences);
      const time = DateTime.fromISO(notice.at, { zone: timezone })
        .setLocale('en')
        .toFormat("HH:mm (ZZZZ) 'on' d LLLL yyyy");
      const { subject, happened } = texts[notice.kind];
      const country = notice.country === null ? '' : `, country ${notice.country}`;
      return {
        to: user.email,
        subject,
        greeting: subject,
        paragraphs: [
          happened,
          `It was at ${time}, by ${notice.device}, from the address ${notice.ip ?? 'that is not known'}${country}.`,
          'If that was you, you need not do anything. If it was not, change your password and end all sessions.',
        ],
      };
    });
  }
}
