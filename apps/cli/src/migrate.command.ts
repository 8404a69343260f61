import { Command, InvalidArgumentError } from 'commander';
import { loadConfig, migrateDatabase, revertMigrations, schemaDrift } from '@almanac/platform';
import { entities } from './entities';
import { seeds } from './seeds';
import { migrations } from '../../../migrations';

/** `almanac migrate`: brings the database up to date; `--check` tries every migration up, down and up again. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('Run the migrations that are missing.')
    .option('--revert [steps]', 'take back the last migrations (one, if no number is given)', parseSteps)
    .option('--check', 'on an empty database: up, down, up, then compare with the entities')
    .action(async (options: { revert?: number | true; check?: boolean }) => {
      const config = loadConfig();
      const lists = { entities, migrations, seeds };
      if (options.revert !== undefined) {
        const steps = options.revert === true ? 1 : options.revert;
        say(`Took back ${await revertMigrations(config, lists, steps)} migration(s).`);
        return;
      }
      const ran = await migrateDatabase(config, lists);
      say(
        ran.length === 0
          ? 'The database is up to date.'
          : `Ran ${ran.length} migration(s): ${ran.join(', ')}.`,
      );
      if (!options.check) return;
      // Going down destroys all data.
      if (ran.length < migrations.length)
        throw new Error('--check is for an empty database: in this one there was something already');
      say(`Took back ${await revertMigrations(config, lists)} migration(s).`);
      await migrateDatabase(config, lists);
      const drift = await schemaDrift(config, lists);
      if (drift.length > 0) {
        process.stderr.write(`Entities and migrations differ:\n${drift.join('\n')}\n`);
        process.exitCode = 1;
      } else say('Entities and migrations agree.');
    });
}

function parseSteps(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a number of migrations.');
  return Number(text);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
