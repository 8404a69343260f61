import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { MailedTokens } from '../../application/mailed-tokens';
import { MailedTokenRepository } from '../../application/ports/mailed-token.repository';
import { UserRepository } from '../../application/ports/user.repository';
import { AccountMailer, mailTo } from '../account-mailer';

/** Mails the link that resets a password; nothing where nobody has the address that it was asked for. */
@Injectable()
@HandlesJob('mail', 'reset-password')
export class ResetPasswordProcessor implements JobHandler<'mail', 'reset-password'> {
  constructor(
    private readonly mailedTokens: MailedTokenRepository,
    private readonly users: UserRepository,
    private readonly tokens: MailedTokens,
    private readonly mails: AccountMailer,
  ) {}

  async handle({ tokenId }: JobPayload<'mail', 'reset-password'>, job: JobContext): Promise<void> {
    await this.mails.sendOnce(job, 'mail/reset-password', async (tx) => {
      const token = await this.mailedTokens.findOpen(tx, tokenId, 'reset-password');
      if (!token) return undefined;
      const user = await this.users.findById(tx, token.userId);
      const url = this.tokens.link('reset-password', tokenId, 'reset-password');
      return mailTo(token.email, user?.preferences, (texts) => texts.resetPassword(url));
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
      return mailTo(user.email, user.preferences, (texts) => texts.passwordChanged());
    });
  }
}
