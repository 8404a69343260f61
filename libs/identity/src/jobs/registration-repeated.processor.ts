import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { UserRepository } from '../application/ports/user.repository';
import { AccountMailer } from './account-mailer';

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
      return {
        to: user.email,
        subject: 'You have an account already',
        greeting: 'You have an Almanac account already',
        paragraphs: [
          'Somebody, perhaps you, tried to make a new account with this address. Nothing was changed.',
          'If it was you: sign in with the password that you chose back then.',
        ],
      };
    });
  }
}
