import { NestFactory } from '@nestjs/core';
import { Command } from 'commander';
import { ExampleFileService } from '@almanac/files';
import { CreateAdmin, ExampleAccessService } from '@almanac/identity';
import { ExamplePlannerService, ExamplePlanService, ExampleTemplateService } from '@almanac/planning';
import { createLogger, loadConfig, NestLogger, RequestContext } from '@almanac/platform';
import { ExampleWebhookService } from '@almanac/webhooks';
import { CliModule } from './cli.module';

/** `almanac create-admin`: makes the first admin, or another one. */
export function createAdminCommand(): Command {
  return new Command('create-admin')
    .description('Make an account with the role admin. The password comes from ADMIN_PASSWORD.')
    .option('--email <email>', 'e-mail address (or ADMIN_EMAIL)')
    .option('--if-missing', 'do nothing when there is an admin already')
    .option('--with-example', 'give the admin the planner that the examples of the API document are about')
    .action(async (options: { email?: string; ifMissing?: boolean; withExample?: boolean }) => {
      const config = loadConfig();
      const email = options.email ?? config.ADMIN_EMAIL;
      if (email === '') throw new Error('give --email or set ADMIN_EMAIL');
      if (config.ADMIN_PASSWORD === '') throw new Error('set ADMIN_PASSWORD');
      const logger = createLogger({ LOG_LEVEL: 'error', LOG_PRETTY: false }, 'cli');
      const app = await NestFactory.createApplicationContext(CliModule.with(config, logger), {
        logger: new NestLogger(logger),
        abortOnError: false,
      });
      try {
        const made = await app.get(CreateAdmin).createAdmin({
          email,
          password: config.ADMIN_PASSWORD,
          ifMissing: options.ifMissing ?? false,
        });
        if (made !== undefined && options.withExample) {
          await app.get(ExamplePlannerService).make(RequestContext.system(), made);
          await app.get(ExamplePlanService).make(RequestContext.system(), made);
          await app.get(ExampleTemplateService).make(RequestContext.system(), made);
          await app.get(ExampleFileService).make(RequestContext.system(), made);
          await app.get(ExampleWebhookService).make(RequestContext.system(), made);
          await app.get(ExampleAccessService).make(RequestContext.system(), made);
        }
        process.stdout.write(
          made !== undefined ? `Made the admin ${email}.\n` : 'There is an admin already.\n',
        );
      } finally {
        await app.close();
      }
    });
}
