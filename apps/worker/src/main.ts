import { setPriority } from 'node:os';
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import {
  ConfigError,
  createLogger,
  describeStartError,
  limitShutdown,
  loadConfig,
  loadDotEnv,
  NestLogger,
} from '@almanac/platform';
import { WorkerModule } from './worker.module';

/** Starts the worker. What stops the start is said in one sentence on stderr. */
async function main(): Promise<void> {
  loadDotEnv();
  const config = loadConfig();
  const logger = createLogger(config, 'worker');
  standBack(config.WORKER_NICE);
  const app = await NestFactory.createApplicationContext(WorkerModule.with(config, logger), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  app.enableShutdownHooks(undefined, { useProcessExit: true });
  limitShutdown(config.SHUTDOWN_TIMEOUT_MS);
  logger.info('worker ready');
}

/**
 * A large export wants a processor for seconds, and people wait for the API. Where the system forbids it, as some sandboxes do,
 * the worker runs as it is.
 */
function standBack(nice: number): void {
  try {
    setPriority(nice);
  } catch {
    // As said above.
  }
}

main().catch((error: unknown) => {
  const lines = error instanceof ConfigError ? error.problems : [describeStartError(error)];
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
});
