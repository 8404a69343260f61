import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config';
import type { RequestContext } from '../context';
import { Mailer, MailRefusedError, type Mail } from './mailer';
import { mailMessage } from './mail-message';
import { isSmtpRefusal } from './smtp-refusal';

/** A server that says nothing for so long has failed, in milliseconds; the job is then tried again. */
const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;

/** Sends over SMTP (`SMTP_URL`), with a few connections that are kept open. */
@Injectable()
export class SmtpMailer extends Mailer implements OnApplicationShutdown {
  private transport: ReturnType<typeof openTransport> | undefined;

  constructor(private readonly config: Config) {
    super();
  }

  async send(_context: RequestContext, mail: Mail): Promise<void> {
    this.transport ??= openTransport(this.config.SMTP_URL);
    const transport = await this.transport;
    try {
      await transport.sendMail(mailMessage(mail, this.config.MAIL_FROM));
    } catch (error) {
      // Not the error itself: it repeats the address.
      if (isSmtpRefusal(error)) throw new MailRefusedError('The mail server refused the mail for good');
      throw error;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    (await this.transport)?.close();
  }
}

/** With the first mail: the API sends none, and need not load what does. */
async function openTransport(url: string) {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    url,
    pool: true,
    maxConnections: 4,
    maxMessages: 100,
    // A server that hangs up before it takes the mail: the queue tries again, with its own pauses.
    maxRequeues: 1,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
  });
}
