/** A worker in a process of its own, for tests that kill it. Run by run-ts.cjs; its settings come by the environment. */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { createLogger, limitShutdown, loadConfig, NestLogger } from '@almanac/platform';
import { BackgroundModule, TestMailHandler } from './background.module';
import { StagedHandler } from './staged.handler';

async function main(): Promise<void> {
  const config = loadConfig();
  const logger = createLogger(config, 'worker');
  const handlers = [
    { job: 'mail/verify-email', type: TestMailHandler },
    { job: 'mail/account-restored', type: StagedHandler },
  ];
  const app = await NestFactory.createApplicationContext(BackgroundModule.with(config, logger, handlers), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  app.enableShutdownHooks(undefined, { useProcessExit: true });
  limitShutdown(config.SHUTDOWN_TIMEOUT_MS);
  process.stderr.write('worker ready\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
