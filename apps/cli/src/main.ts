import 'reflect-metadata';
import { Command } from 'commander';
import { ConfigError, describeStartError, loadDotEnv } from '@almanac/platform';
import { auditCommand } from './audit.command';
import { createAdminCommand } from './create-admin.command';
import { docsCommand } from './docs.command';
import { doctorCommand } from './doctor.command';
import { migrateCommand } from './migrate.command';
import { openapiCommand } from './openapi.command';
import { searchCommand } from './search.command';

/** `almanac`: what operators do by hand. Each command is a file; exit code 0 is success, 1 a failure told on stderr. */
const program = new Command('almanac').description('Runs and looks after an Almanac installation.');
program.addCommand(migrateCommand());
program.addCommand(createAdminCommand());
program.addCommand(auditCommand());
program.addCommand(openapiCommand());
program.addCommand(docsCommand());
program.addCommand(doctorCommand());
program.addCommand(searchCommand());

loadDotEnv();
program.parseAsync().catch((error: unknown) => {
  const lines = error instanceof ConfigError ? error.problems : [describeStartError(error)];
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
});
