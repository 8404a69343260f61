import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createAdapter, createLogger, loadConfig, openApiDocument } from '@almanac/platform';
import { ApiModule } from './api.module';
import { applyAddresses } from './addresses';

/** Prints the OpenAPI document that the code gives. Nothing is connected to: Nest only looks at the classes. */
async function main(): Promise<void> {
  const unused = 'only-to-satisfy-the-schema-of-settings-here';
  const config = loadConfig({
    DATABASE_URL: 'postgres://localhost/unused',
    REDIS_URL: 'redis://localhost',
    JWT_SECRET: unused,
    TOKEN_SECRET: unused,
    ENCRYPTION_KEY: unused,
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.with(config, createLogger({ LOG_LEVEL: 'silent', LOG_PRETTY: false }, 'openapi')),
    createAdapter(config),
    { logger: false, preview: true, abortOnError: false },
  );
  applyAddresses(app);
  process.stdout.write(`${JSON.stringify(openApiDocument(app), null, 2)}\n`, () => process.exit(0));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'The document could not be made.'}\n`);
  process.exit(1);
});
