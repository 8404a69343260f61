import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { UserRepository } from '../application/ports/user.repository';
import { AccountMailer, mailTo } from './account-mailer';

/** Tells the owner of an address that somebody registered with it; the other one was told nothing. */
@Injectable()
@HandlesJob('mail', 'registration-repeated')
export class RegistrationRepeatedProcessor implements JobHandler<'mail', 'registration-repeated'> {
  constructor(
    private readonly users: UserRepository,
    private readonly mails: AccountMailer,
  ) {}

  async handle({ userId }: JobPayload<'mail', 'registration-repeated'>, job: JobContext): Promise<void> {
    await this.mails.sendOnce(job, 'mail/registration-repeated', async (tx) => {
      const user = await this.users.findById(tx, userId);
      if (!user) return undefined;
      return mailTo(user.email, user.preferences, (texts) => texts.registrationRepeated());
    });
  }
}
