import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { MailedTokens } from '../application/mailed-tokens';
import { MailedTokenRepository } from '../application/ports/mailed-token.repository';
import { UserRepository } from '../application/ports/user.repository';
import { AccountMailer, mailTo } from './account-mailer';

/**
 * Mails the link that verifies an address. It says nothing that the person who registered has typed: the
 * address may be a stranger's, and must not become a way to send them somebody's text.
 */
@Injectable()
@HandlesJob('mail', 'verify-email')
export class VerifyEmailProcessor implements JobHandler<'mail', 'verify-email'> {
  constructor(
    private readonly mailedTokens: MailedTokenRepository,
    private readonly users: UserRepository,
    private readonly tokens: MailedTokens,
    private readonly mails: AccountMailer,
  ) {}

  async handle({ tokenId }: JobPayload<'mail', 'verify-email'>, job: JobContext): Promise<void> {
    await this.mails.sendOnce(job, 'mail/verify-email', async (tx) => {
      const token = await this.mailedTokens.findOpen(tx, tokenId, 'verify-email');
      if (!token) return undefined;
      const user = await this.users.findById(tx, token.userId);
      const url = this.tokens.link('verify-email', tokenId, 'verify-email');
      return mailTo(token.email, user?.preferences, (texts) => texts.verifyEmail(url));
    });
  }
}
