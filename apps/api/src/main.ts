import 'reflect-metadata';
import {
  collectNodeMetrics,
  ConfigError,
  createLogger,
  describeStartError,
  limitShutdown,
  loadConfig,
  loadDotEnv,
} from '@almanac/platform';
import { createApi } from './create-api';

/** Starts the API. What stops the start is said in one sentence on stderr. */
async function main(): Promise<void> {
  loadDotEnv();
  const config = loadConfig();
  const logger = createLogger(config, 'api');
  collectNodeMetrics();
  const app = await createApi(config, logger);
  app.enableShutdownHooks(undefined, { useProcessExit: true });
  limitShutdown(config.SHUTDOWN_DELAY_MS + config.SHUTDOWN_TIMEOUT_MS);
  await app.listen({ port: config.PORT, host: config.HOST });
  logger.info({ port: config.PORT }, 'api ready');
}

main().catch((error: unknown) => {
  const lines = error instanceof ConfigError ? error.problems : [describeStartError(error)];
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
});
