import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import type { JobPayload } from '@almanac/contracts';
import { DownloadLinks, HandlesJob, JobRuns, type JobContext, type JobHandler } from '@almanac/platform';
import { LeavingRepository, type AccountContact } from '../../application/ports/leaving/leaving.repository';
import { RESTORABLE_DAYS } from '../../domain/leaving/retention';
import { effectivePreferences } from '../../domain/preferences';
import { AccountMailer } from '../account-mailer';

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
      return {
        to: contact.email,
        subject: 'The export of your data is ready',
        greeting: 'Your data is ready',
        paragraphs: [
          'Here is everything that this server holds on you, as JSON files in a ZIP.',
          `The link is good until ${timeFor(contact, until)}. It needs no password: give it to nobody.`,
        ],
        action: { label: 'Download my data', url: this.links.of(jobId, until) },
      };
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
      return {
        to: contact.email,
        subject: 'Your account is deleted',
        greeting: 'Your account is deleted',
        paragraphs: [
          `You are signed out everywhere, and your API keys have stopped. For ${RESTORABLE_DAYS} days, until ${timeFor(contact, new Date(purgeAt))}, you get everything back by signing in. After that it is removed for good.`,
          'An export of your data is being made; its link comes by another mail.',
          'If it was not you, sign in, change your password, and tell the admin of this server.',
        ],
      };
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
      return {
        to: contact.email,
        subject: 'Your account is back',
        greeting: 'Welcome back',
        paragraphs: [
          'Somebody signed in to your deleted account, which has restored it: everything is as it was, and your API keys work again.',
          'If it was not you, change your password and end all sessions.',
        ],
      };
    });
  }
}

/** As the person reads it. */
function timeFor({ preferences }: AccountContact, time: Date): string {
  const { timezone } = effectivePreferences(preferences);
  return DateTime.fromJSDate(time, { zone: timezone })
    .setLocale('en')
    .toFormat("HH:mm (ZZZZ) 'on' d LLLL yyyy");
}
