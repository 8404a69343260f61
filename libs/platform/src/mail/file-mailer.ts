import { Injectable } from '@nestjs/common';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Config } from '../config';
import type { RequestContext } from '../context';
import { Mailer, type Mail } from './mailer';
import { mailMessage } from './mail-message';
import { mailFileName } from './mail-file-name';

/** The folder in which mails are kept where no SMTP server is set. */
export function mailFolder(config: Pick<Config, 'DATA_DIR'>): string {
  return join(config.DATA_DIR, 'mail');
}

/** Writes each mail as an `.eml` file (RFC 5322) to the data folder. A mail that comes twice is one file. */
@Injectable()
export class FileMailer extends Mailer {
  private readonly folder: string;

  constructor(private readonly config: Config) {
    super();
    this.folder = mailFolder(config);
  }

  async send(_context: RequestContext, mail: Mail): Promise<void> {
    const { createTransport } = await import('nodemailer');
    const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
    const { message } = await composer.sendMail(mailMessage(mail, this.config.MAIL_FROM));
    if (!Buffer.isBuffer(message)) throw new Error('The mail could not be composed');
    // Mails hold links that sign people in: for the owner of the process alone.
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const name = mailFileName(mail.id);
    const temporary = join(this.folder, `.${name}.${process.pid}`);
    await writeFile(temporary, message, { mode: 0o600, flush: true });
    await rename(temporary, join(this.folder, name));
  }
}
