import { Global, Module } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { REDIS } from '../cache';
import { Config } from '../config';
import { Circuits, OutgoingClient, OutgoingModule } from '../outgoing';
import { DevMailController } from './dev-mail.controller';
import { FileMailer } from './file-mailer';
import { MailStore } from './mail-store';
import { Mailer } from './mailer';
import { OnceMailer } from './once-mailer';
import { PatientMailer } from './patient-mailer';
import { SendGridMailer } from './sendgrid-mailer';
import { SmtpMailer } from './smtp-mailer';

function mailer(config: Config, outgoing: OutgoingClient, circuits: Circuits, redis: Redis): Mailer {
  if (config.SMTP_URL !== '')
    return new OnceMailer(new PatientMailer(new SmtpMailer(config), circuits), redis, config);
  return config.SENDGRID_API_KEY === ''
    ? new FileMailer(config)
    : new OnceMailer(new SendGridMailer(config, outgoing), redis, config);
}

/** Sends mail: over SMTP where a server is set, else by SendGrid where a key is, else into files. For the worker. */
@Global()
@Module({
  imports: [OutgoingModule],
  providers: [
    { provide: Mailer, inject: [Config, OutgoingClient, Circuits, REDIS], useFactory: mailer },
    MailStore,
  ],
  exports: [Mailer, MailStore],
})
export class MailModule {}

/** Shows the mails that were written to files, outside production. For the API. */
@Module({ controllers: [DevMailController], providers: [MailStore], exports: [MailStore] })
export class DevMailModule {}
