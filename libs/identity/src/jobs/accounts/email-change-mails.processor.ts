import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { MailedTokens } from '../../application/mailed-tokens';
import { EmailChangeRepository } from '../../application/ports/email-change.repository';
import { UserRepository } from '../../application/ports/user.repository';
import { AccountMailer } from '../account-mailer';

/** Asks the owner of the old address, who can also call the change off. */
@Injectable()
@HandlesJob('mail', 'confirm-email-change-old')
export class ConfirmOldEmailProcessor implements JobHandler<'mail', 'confirm-email-change-old'> {
  constructor(
    private readonly changes: EmailChangeRepository,
    private readonly tokens: MailedTokens,
    private readonly mails: AccountMailer,
  ) {}

  async handle({ changeId }: JobPayload<'mail', 'confirm-email-change-old'>, job: JobContext): Promise<void> {
    await this.mails.sendOnce(job, 'mail/confirm-email-change-old', async (tx) => {
      const change = await this.changes.findOpen(tx, changeId);
      if (!change) return undefined;
      const cancel = this.tokens.link('cancel-email-change', changeId, 'cancel-email-change');
      return {
        to: change.oldEmail,
        subject: 'Shall your account get another e-mail address?',
        greeting: 'Another address for your account',
        paragraphs: [
          `Somebody who knows your password wants your account to have the address ${change.newEmail}. It changes when this is confirmed here and there. The link is good for 24 hours.`,
        ],
        action: {
          label: 'Confirm the change',
          url: this.tokens.link('confirm-email-change', changeId, 'confirm-email-change-old'),
        },
        otherwise: { text: 'Was it not you? Then', label: 'call it off', url: cancel },
      };
    });
  }
}

/**
 * Asks the owner of the new address. It says nothing of who asked: the address may be a stranger's. Where it
 * has an account by now there is nothing to ask.
 */
@Injectable()
@HandlesJob('mail', 'confirm-email-change-new')
export class ConfirmNewEmailProcessor implements JobHandler<'mail', 'confirm-email-change-new'> {
  constructor(
    private readonly changes: EmailChangeRepository,
    private readonly users: UserRepository,
    private readonly tokens: MailedTokens,
    private readonly mails: AccountMailer,
  ) {}

  async handle({ changeId }: JobPayload<'mail', 'confirm-email-change-new'>, job: JobContext): Promise<void> {
    await this.mails.sendOnce(job, 'mail/confirm-email-change-new', async (tx) => {
      const change = await this.changes.findOpen(tx, changeId);
      if (!change || (await this.users.findIdByEmail(tx, change.newEmail)) !== undefined) return undefined;
      return {
        to: change.newEmail,
        subject: 'Please confirm your new e-mail address',
        greeting: 'Your new address',
        paragraphs: [
          'This address was given as the new one of an Almanac account. Please confirm that it is yours; the address that the account has now is asked, too.',
          'The link is good for 24 hours.',
        ],
        action: {
          label: 'Confirm this address',
          url: this.tokens.link('confirm-email-change', changeId, 'confirm-email-change-new'),
        },
      };
    });
  }
}

/** Tells the old address that the change was carried out. */
@Injectable()
@HandlesJob('mail', 'email-changed')
export class EmailChangedProcessor implements JobHandler<'mail', 'email-changed'> {
  constructor(
    private readonly changes: EmailChangeRepository,
    private readonly mails: AccountMailer,
  ) {}

  async handle({ changeId }: JobPayload<'mail', 'email-changed'>, job: JobContext): Promise<void> {
    await this.mails.sendOnce(job, 'mail/email-changed', async (tx) => {
      const change = await this.changes.findDone(tx, changeId);
      if (!change) return undefined;
      return {
        to: change.oldEmail,
        subject: 'Your account has another e-mail address now',
        greeting: 'Your e-mail address was changed',
        paragraphs: [
          `Your account has the address ${change.newEmail} now, as was confirmed from here and from there. This address gets no more mail about it.`,
        ],
      };
    });
  }
}
