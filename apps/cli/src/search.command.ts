import { NestFactory } from '@nestjs/core';
import { Command } from 'commander';
import { SearchIndexer } from '@almanac/planning';
import { createLogger, loadConfig, NestLogger, RequestContext } from '@almanac/platform';
import { CliModule } from './cli.module';

/** `almanac search rebuild`: makes what the search looks through anew, from the things themselves. */
export function searchCommand(): Command {
  return new Command('search').description('Look after the search.').addCommand(rebuildCommand());
}

function rebuildCommand(): Command {
  return new Command('rebuild')
    .description('Write every document of the search anew. Everything may run meanwhile.')
    .action(async () => {
      const config = loadConfig();
      const logger = createLogger({ LOG_LEVEL: 'error', LOG_PRETTY: false }, 'cli');
      const app = await NestFactory.createApplicationContext(CliModule.with(config, logger), {
        logger: new NestLogger(logger),
        abortOnError: false,
      });
      try {
        const count = await app.get(SearchIndexer).rebuild(RequestContext.system());
        process.stdout.write(`The search is rebuilt: ${count} documents.\n`);
      } finally {
        await app.close();
      }
    });
}
