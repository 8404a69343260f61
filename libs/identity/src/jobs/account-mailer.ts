import { Inject, Injectable } from '@nestjs/common';
import {
  firstTime,
  LOGGER,
  Mailer,
  mailLanguageOf,
  MailRefusedError,
  mailTime,
  renderMail,
  UnitOfWork,
  type JobContext,
  type MailLanguage,
  type PinoLogger,
  type Transaction,
  statement,
} from '@almanac/platform';
import { effectivePreferences, type StoredPreferences } from '../domain/preferences';
import type { AccountMailTexts, MailText } from './mail-texts/account-mail-texts';
import { accountMailTexts } from './mail-texts/by-language';

/** A mail about an account, before it is laid out. */
export interface AccountMail extends MailText {
  to: string;
  language: MailLanguage;
}

/** A mail in the language, and with the times, of whoever has these preferences; the defaults where nobody has. */
export function mailTo(
  to: string,
  preferences: StoredPreferences | undefined,
  write: (texts: AccountMailTexts, timeOf: (time: Date | string) => string) => MailText,
): AccountMail {
  const { language: tag, timezone } = effectivePreferences(preferences ?? {});
  const language = mailLanguageOf(tag);
  const timeOf = (time: Date | string) => mailTime(time, { language, timezone });
  return { to, language, ...write(accountMailTexts(language), timeOf) };
}

const patience = statement('account-mailer.patience', 'SET LOCAL idle_in_transaction_session_timeout = 0');

/** Sends each mail about an account once, however often its job comes. */
@Injectable()
export class AccountMailer {
  constructor(
    private readonly mailer: Mailer,
    private readonly unitOfWork: UnitOfWork,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  /** Sends what `compose` gives; nothing where it finds no reason any more. */
  async sendOnce(
    job: JobContext,
    consumer: string,
    compose: (tx: Transaction) => Promise<AccountMail | undefined>,
  ): Promise<void> {
    await this.unitOfWork.run(job.context, async (tx) => {
      if (!(await firstTime(tx, consumer, job.eventId))) return;
      const mail = await compose(tx);
      if (!mail) return;
      const { to, footer = accountMailTexts(mail.language).footer, ...content } = mail;
      // A slow mail server must not let the mark time out after it has taken the mail.
      await tx.query(patience, []);
      // Inside the transaction: a mail that was not accepted leaves no mark, and is tried again.
      try {
        await this.mailer.send(job.context, { id: job.eventId, to, ...renderMail({ ...content, footer }) });
      } catch (error) {
        if (!(error instanceof MailRefusedError)) throw error;
        // It will never be accepted, so that it is done with.
        this.logger.warn(
          { mail: job.eventId, consumer, reason: error.message },
          'a mail was refused for good',
        );
      }
    });
  }
}
