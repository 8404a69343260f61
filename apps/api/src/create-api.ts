import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  configureServer,
  createAdapter,
  NestLogger,
  serveDocumentation,
  serveQueueBoard,
  serveRealtimeDocumentation,
  type ConfigValues,
  type PinoLogger,
} from '@almanac/platform';
import { applyAddresses } from './addresses';
import { ApiModule } from './api.module';

/** The API, ready to listen. Tests make the very same one. */
export async function createApi(config: ConfigValues, logger: PinoLogger): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.with(config, logger),
    createAdapter(config),
    { logger: new NestLogger(logger), bodyParser: false, abortOnError: false },
  );
  applyAddresses(app);
  await configureServer(app, config, logger);
  await serveDocumentation(app);
  await serveQueueBoard(app);
  await serveRealtimeDocumentation(app);
  await app.init();
  return app;
}
