import { existsSync, readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
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
} from '@almanac/platform';
import { WorkerModule } from './worker.module';

const THREADS = '/proc/self/task';

/** Starts the worker. What stops the start is said in one sentence on stderr. */
async function main(): Promise<void> {
  loadDotEnv();
  const config = loadConfig();
  const logger = createLogger(config, 'worker');
  standBack(config.WORKER_NICE);
  if (config.WORKER_PORT > 0) collectNodeMetrics();
  const app = await NestFactory.createApplicationContext(WorkerModule.with(config, logger), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  app.enableShutdownHooks(undefined, { useProcessExit: true });
  limitShutdown(config.SHUTDOWN_TIMEOUT_MS);
  logger.info('worker ready');
}

/**
 * People wait for the API, and for the worker hardly ever. Linux gives each thread a priority of its own, and those of V8
 * are there already: they collect garbage and compile. Where the system forbids it, as some sandboxes do, the worker runs
 * as it is.
 */
function standBack(nice: number): void {
  const threads = existsSync(THREADS) ? readdirSync(THREADS).map(Number) : [process.pid];
  try {
    for (const thread of threads) setPriority(thread, nice);
  } catch {
    // As said above.
  }
}

main().catch((error: unknown) => {
  const lines = error instanceof ConfigError ? error.problems : [describeStartError(error, 'WORKER_PORT')];
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
});
