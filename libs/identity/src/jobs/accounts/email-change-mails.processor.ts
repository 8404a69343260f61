import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { MailedTokens } from '../../application/mailed-tokens';
import { EmailChangeRepository } from '../../application/ports/email-change.repository';
import { UserRepository } from '../../application/ports/user.repository';
import { AccountMailer, mailTo } from '../account-mailer';

/** Asks the owner of the old address, who can also call the change off. */
@Injectable()
@HandlesJob('mail', 'confirm-email-change-old')
export class ConfirmOldEmailProcessor implements JobHandler<'mail', 'confirm-email-change-old'> {
  constructor(
    private readonly changes: EmailChangeRepository,
    private readonly users: UserRepository,
    private readonly tokens: MailedTokens,
    private readonly mails: AccountMailer,
  ) {}

  async handle({ changeId }: JobPayload<'mail', 'confirm-email-change-old'>, job: JobContext): Promise<void> {
    await this.mails.sendOnce(job, 'mail/confirm-email-change-old', async (tx) => {
      const change = await this.changes.findOpen(tx, changeId);
      if (!change) return undefined;
      const user = await this.users.findById(tx, change.userId);
      const confirm = this.tokens.link('confirm-email-change', changeId, 'confirm-email-change-old');
      const cancel = this.tokens.link('cancel-email-change', changeId, 'cancel-email-change');
      return mailTo(change.oldEmail, user?.preferences, (texts) =>
        texts.confirmOldEmail(change.newEmail, confirm, cancel),
      );
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
      const user = await this.users.findById(tx, change.userId);
      const url = this.tokens.link('confirm-email-change', changeId, 'confirm-email-change-new');
      return mailTo(change.newEmail, user?.preferences, (texts) => texts.confirmNewEmail(url));
    });
  }
}

/** Tells the old address that the change was carried out. */
@Injectable()
@HandlesJob('mail', 'email-changed')
export class EmailChangedProcessor implements JobHandler<'mail', 'email-changed'> {
  constructor(
    private readonly changes: EmailChangeRepository,
    private readonly users: UserRepository,
    private readonly mails: AccountMailer,
  ) {}

  async handle({ changeId }: JobPayload<'mail', 'email-changed'>, job: JobContext): Promise<void> {
    await this.mails.sendOnce(job, 'mail/email-changed', async (tx) => {
      const change = await this.changes.findDone(tx, changeId);
      if (!change) return undefined;
      const user = await this.users.findById(tx, change.userId);
      return mailTo(change.oldEmail, user?.preferences, (texts) => texts.emailChanged(change.newEmail));
    });
  }
}
