import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { MailedTokens } from '../../application/mailed-tokens';
import { MailedTokenRepository } from '../../application/ports/mailed-token.repository';
import { UserRepository } from '../../application/ports/user.repository';
import { AccountMailer } from '../account-mailer';

/** Mails the link that resets a password; nothing where nobody has the address that it was asked for. */
@Injectable()
@HandlesJob('mail', 'reset-password')
export class ResetPasswordProcessor implements JobHandler<'mail', 'reset-password'> {
  constructor(
    private readonly mailedTokens: MailedTokenRepository,
    private readonly tokens: MailedTokens,
    private readonly mails: AccountMailer,
  ) {}

  async handle({ tokenId }: JobPayload<'mail', 'reset-password'>, job: JobContext): Promise<void> {
    await this.mails.sendOnce(job, 'mail/reset-password', async (tx) => {
      const token = await this.mailedTokens.findOpen(tx, tokenId, 'reset-password');
      if (!token) return undefined;
      return {
        to: token.email,
        subject: 'Choose a new password',
        greeting: 'Have you forgotten your password?',
        paragraphs: [
          'Somebody, we hope you, asked for a new password for your account. By this link you can choose one; it is good for an hour, and for one use.',
          'If it was not you, leave this mail alone: nothing has changed.',
        ],
        action: {
          label: 'Choose a new password',
          url: this.tokens.link('reset-password', tokenId, 'reset-password'),
        },
      };
    });
  }
}

/** Tells a person that their password was changed, in case it was not them. */
@Injectable()
@HandlesJob('mail', 'password-changed')
export class PasswordChangedProcessor implements JobHandler<'mail', 'password-changed'> {
  constructor(
    private readonly users: UserRepository,
    private readonly mails: AccountMailer,
  ) {}

  async handle({ userId }: JobPayload<'mail', 'password-changed'>, job: JobContext): Promise<void> {
    await this.mails.sendOnce(job, 'mail/password-changed', async (tx) => {
      const user = await this.users.findById(tx, userId);
      if (!user) return undefined;
      return {
        to: user.email,
        subject: 'Your password was changed',
        greeting: 'Your password was changed',
        paragraphs: [
          'The password of your account is a new one now, and your other devices are signed out.',
          'If it was not you, ask for a new password at the sign-in page at once, and tell the admin of this server.',
        ],
      };
    });
  }
}
