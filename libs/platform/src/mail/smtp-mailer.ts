import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { Config } from '../config';
import { Mailer, type Mail } from './mailer';
import { mailMessage } from './mail-message';

/** A server that says nothing for so long has failed, in milliseconds; the job is then tried again. */
const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;

/** Sends over SMTP (`SMTP_URL`), with a few connections that are kept open. */
@Injectable()
export class SmtpMailer extends Mailer implements OnApplicationShutdown {
  private readonly transport;
  private readonly from: string;

  constructor(config: Config) {
    super();
    this.from = config.MAIL_FROM;
    this.transport = createTransport({
      url: config.SMTP_URL,
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

  async send(mail: Mail): Promise<void> {
    await this.transport.sendMail(mailMessage(mail, this.from));
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }
}
