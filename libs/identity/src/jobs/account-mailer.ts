import { Injectable } from '@nestjs/common';
import {
  firstTime,
  Mailer,
  renderMail,
  UnitOfWork,
  type JobContext,
  type MailContent,
  type Transaction,
  statement,
} from '@almanac/platform';

/** A mail about an account, before it is laid out. */
export interface AccountMail extends Omit<MailContent, 'footer'> {
  to: string;
  /** Where it is not about an account that has the address. */
  footer?: string;
}

const FOOTER =
  'You get this mail because this address was given for an Almanac account. If that was not you, you need not do anything.';

const patience = statement('account-mailer.patience', 'SET LOCAL idle_in_transaction_session_timeout = 0');

/** Sends each mail about an account once, however often its job comes. */
@Injectable()
export class AccountMailer {
  constructor(
    private readonly mailer: Mailer,
    private readonly unitOfWork: UnitOfWork,
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
      const { to, footer = FOOTER, ...content } = mail;
      // A slow mail server must not let the mark time out after it has taken the mail.
      await tx.query(patience, []);
      // Inside the transaction: a mail that was not accepted leaves no mark, and is tried again.
      await this.mailer.send({ id: job.eventId, to, ...renderMail({ ...content, footer }) });
    });
  }
}
