import { Global, Module } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { REDIS } from '../cache';
import { Config } from '../config';
import { DevMailController } from './dev-mail.controller';
import { FileMailer } from './file-mailer';
import { MailStore } from './mail-store';
import { Mailer } from './mailer';
import { OnceMailer } from './once-mailer';
import { SmtpMailer } from './smtp-mailer';

/** Sends mail: over SMTP where a server is set, else into files. For the worker. */
@Global()
@Module({
  providers: [
    {
      provide: Mailer,
      inject: [Config, REDIS],
      useFactory: (config: Config, redis: Redis): Mailer =>
        config.SMTP_URL === ''
          ? new FileMailer(config)
          : new OnceMailer(new SmtpMailer(config), redis, config),
    },
    MailStore,
  ],
  exports: [Mailer, MailStore],
})
export class MailModule {}

/** Shows the mails that were written to files, outside production. For the API. */
@Module({ controllers: [DevMailController], providers: [MailStore], exports: [MailStore] })
export class DevMailModule {}
