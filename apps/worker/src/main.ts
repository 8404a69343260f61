import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import {
  collectNodeMetrics,
  ConfigError,
  createLogger,
  describeStartError,
  limitShutdown,
  loadConfig,
  loadDotEnv,
  NestLogger,
  standBack,
} from '@almanac/platform';
import { WorkerModule } from './worker.module';

/** Starts the worker. What stops the start is said in one sentence on stderr. */
async function main(): Promise<void> {
  loadDotEnv();
  const config = loadConfig();
  const logger = createLogger(config, 'worker');
  void standBack(config.WORKER_NICE);
  if (config.WORKER_PORT > 0) collectNodeMetrics();
  const app = await NestFactory.createApplicationContext(WorkerModule.with(config, logger), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  app.enableShutdownHooks(undefined, { useProcessExit: true });
  limitShutdown(config.SHUTDOWN_TIMEOUT_MS);
  logger.info('worker ready');
}

main().catch((error: unknown) => {
  const lines = error instanceof ConfigError ? error.problems : [describeStartError(error, 'WORKER_PORT')];
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
});
