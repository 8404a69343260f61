import 'reflect-metadata';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  Authenticator,
  CacheModule,
  ConfigModule,
  configureServer,
  createAdapter,
  createLogger,
  DatabaseModule,
  HealthModule,
  HttpModule,
  LimitsModule,
  LoggingModule,
} from '@almanac/platform';
import {
  createTestDatabase,
  send,
  testConfig,
  type ConfigOverrides,
  type TestAnswer,
  type TestRequest,
} from '@almanac/testing';
import { applyAddresses } from '../../../apps/api/src/addresses';
import { ProbeAuthenticator, ProbeModule } from './probe.controller';

@Global()
@Module({ providers: [{ provide: Authenticator, useClass: ProbeAuthenticator }], exports: [Authenticator] })
class ProbeAuthModule {}

/** The platform's HTTP contract with the probe as its only feature. */
export async function createProbeApp(overrides: ConfigOverrides = {}): Promise<{
  nest: NestFastifyApplication;
  url: string;
  request(method: string, path: string, request?: TestRequest): Promise<TestAnswer>;
  close(): Promise<void>;
}> {
  const database = await createTestDatabase();
  const config = await testConfig(database.url, overrides);
  const logger = createLogger(config, 'test');
  @Module({
    imports: [
      ConfigModule.with(config),
      LoggingModule.with(logger),
      DatabaseModule,
      CacheModule,
      LimitsModule,
      ProbeAuthModule,
      HttpModule,
      HealthModule.with([]),
      ProbeModule,
    ],
  })
  class ProbeRootModule {}
  const nest = await NestFactory.create<NestFastifyApplication>(ProbeRootModule, createAdapter(config), {
    logger: false,
    bodyParser: false,
    abortOnError: false,
  });
  applyAddresses(nest);
  await configureServer(nest, config, logger);
  await nest.listen({ port: 0, host: '127.0.0.1' });
  const url = (await nest.getUrl()).replace('[::1]', '127.0.0.1');
  return {
    nest,
    url,
    request: (method, path, request) =>
      send(url, method, path.startsWith('//') ? path.slice(1) : `/api/v1${path}`, request),
    close: async () => {
      await nest.close();
      await database.drop();
    },
  };
}
