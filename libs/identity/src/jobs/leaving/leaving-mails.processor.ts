import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { DownloadLinks, HandlesJob, JobRuns, type JobContext, type JobHandler } from '@almanac/platform';
import { LeavingRepository } from '../../application/ports/leaving/leaving.repository';
import { RESTORABLE_DAYS } from '../../domain/leaving/retention';
import { AccountMailer, mailTo } from '../account-mailer';

/** Sends a person, who may have left, the link to everything that is held on them. */
@Injectable()
@HandlesJob('mail', 'data-export-ready')
export class DataExportReadyProcessor implements JobHandler<'mail', 'data-export-ready'> {
  constructor(
    private readonly repository: LeavingRepository,
    private readonly runs: JobRuns,
    private readonly links: DownloadLinks,
    private readonly mails: AccountMailer,
  ) {}

  async handle({ userId, jobId }: JobPayload<'mail', 'data-export-ready'>, job: JobContext): Promise<void> {
    await this.mails.sendOnce(job, 'mail/data-export-ready', async (tx) => {
      const contact = await this.repository.contact(tx, userId);
      const until = await this.runs.fileKeptUntil(tx, jobId);
      if (!contact || !until) return undefined;
      const url = this.links.of(jobId, until);
      return mailTo(contact.email, contact.preferences, (texts, timeOf) =>
        texts.exportReady(timeOf(until), url),
      );
    });
  }
}

/** Tells a person that their account is deleted, and how it comes back, in case it was not them. */
@Injectable()
@HandlesJob('mail', 'account-deleted')
export class AccountDeletedProcessor implements JobHandler<'mail', 'account-deleted'> {
  constructor(
    private readonly repository: LeavingRepository,
    private readonly mails: AccountMailer,
  ) {}

  async handle({ userId, purgeAt }: JobPayload<'mail', 'account-deleted'>, job: JobContext): Promise<void> {
    await this.mails.sendOnce(job, 'mail/account-deleted', async (tx) => {
      const contact = await this.repository.contact(tx, userId);
      if (!contact) return undefined;
      return mailTo(contact.email, contact.preferences, (texts, timeOf) =>
        texts.accountDeleted(RESTORABLE_DAYS, timeOf(purgeAt)),
      );
    });
  }
}

/** Tells a person that their account is back, in case it was not them. */
@Injectable()
@HandlesJob('mail', 'account-restored')
export class AccountRestoredProcessor implements JobHandler<'mail', 'account-restored'> {
  constructor(
    private readonly repository: LeavingRepository,
    private readonly mails: AccountMailer,
  ) {}

  async handle({ userId }: JobPayload<'mail', 'account-restored'>, job: JobContext): Promise<void> {
    await this.mails.sendOnce(job, 'mail/account-restored', async (tx) => {
      const contact = await this.repository.contact(tx, userId);
      if (!contact || contact.deletedAt) return undefined;
      return mailTo(contact.email, contact.preferences, (texts) => texts.accountRestored());
    });
  }
}
