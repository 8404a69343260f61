import 'reflect-metadata';
import {
  collectNodeMetrics,
  ConfigError,
  createLogger,
  describeStartError,
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

/** Requests that run get time to end; one that hangs must not keep the process for ever. */
function limitShutdown(milliseconds: number): void {
  const begin = (): void => void setTimeout(() => process.exit(1), milliseconds).unref();
  process.once('SIGTERM', begin).once('SIGINT', begin);
}

main().catch((error: unknown) => {
  const lines = error instanceof ConfigError ? error.problems : [describeStartError(error)];
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
});
