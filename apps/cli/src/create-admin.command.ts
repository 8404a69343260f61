import type { INestApplicationContext } from '@nestjs/common';
import { Command } from 'commander';
import { ExampleFileService } from '@almanac/files';
import { CreateAdmin, ExampleAccessService } from '@almanac/identity';
import type { Id } from '@almanac/kernel';
import { ExamplePlannerService, ExamplePlanService, ExampleTemplateService } from '@almanac/planning';
import { loadConfig, RequestContext } from '@almanac/platform';
import { ExampleWebhookService } from '@almanac/webhooks';
import { withUseCases } from './with-use-cases';

/** `almanac create-admin`: makes the first admin, or another one. */
export function createAdminCommand(): Command {
  return new Command('create-admin')
    .description('Make an account with the role admin. The password comes from ADMIN_PASSWORD.')
    .option('--email <email>', 'e-mail address (or ADMIN_EMAIL)')
    .option('--if-missing', 'do nothing when there is an admin already')
    .option('--with-example', 'give the admin the planner that the examples of the API document are about')
    .action((options: { email?: string; ifMissing?: boolean; withExample?: boolean }) => {
      const config = loadConfig();
      const email = options.email ?? config.ADMIN_EMAIL;
      if (email === '') throw new Error('give --email or set ADMIN_EMAIL');
      if (config.ADMIN_PASSWORD === '') throw new Error('set ADMIN_PASSWORD');
      return withUseCases(config, async (app) => {
        const made = await app.get(CreateAdmin).createAdmin({
          email,
          password: config.ADMIN_PASSWORD,
          ifMissing: options.ifMissing ?? false,
        });
        if (made !== undefined && options.withExample) await makeExamples(app, made);
        process.stdout.write(
          made !== undefined ? `Made the admin ${email}.\n` : 'There is an admin already.\n',
        );
      });
    });
}

/** The planner first: others are about what is in it. */
const examples = [
  ExamplePlannerService,
  ExamplePlanService,
  ExampleTemplateService,
  ExampleFileService,
  ExampleWebhookService,
  ExampleAccessService,
] as const;

async function makeExamples(app: INestApplicationContext, userId: Id): Promise<void> {
  for (const example of examples) await app.get<Example>(example).make(RequestContext.system(), userId);
}

interface Example {
  make(context: RequestContext, userId: Id): Promise<unknown>;
}
