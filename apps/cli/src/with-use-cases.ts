import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createLogger, NestLogger, type ConfigValues } from '@almanac/platform';
import { CliModule } from './cli.module';

/** Does the work of a command that needs the use cases, and closes what was opened for it, whatever comes of it. */
export async function withUseCases(
  config: ConfigValues,
  work: (app: INestApplicationContext) => Promise<void>,
): Promise<void> {
  // What a command has to say it prints itself.
  const logger = createLogger({ LOG_LEVEL: 'error', LOG_PRETTY: false }, 'cli');
  const app = await NestFactory.createApplicationContext(CliModule.with(config, logger), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  try {
    await work(app);
  } finally {
    await app.close();
  }
}
