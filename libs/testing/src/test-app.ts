import 'reflect-metadata';
import { rm } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { Pool } from 'pg';
import type { DestinationStream } from 'pino';
import { createLogger, loggerTo, NestLogger, type ConfigValues, type PinoLogger } from '@almanac/platform';
import { createApi } from '../../../apps/api/src/create-api';
import { WorkerModule } from '../../../apps/worker/src/worker.module';
import { createApiClient, type ApiClient } from './client/api-client';
import { holdToDocument } from './declared-errors';
import { send, type TestAnswer, type TestRequest } from './http-client';
import { testConfig, type ConfigOverrides } from './test-config';
import { createTestDatabase } from './test-database';
import { createTestUser, type TestUser, type TestUserOptions } from './test-user';

export interface TestAppOptions {
  /** Run the worker in the same process, so that mails and live updates go out. */
  worker?: boolean;
  config?: ConfigOverrides;
  /** Where the log is written, from `info` on; tests that read none keep it silent. */
  log?: DestinationStream;
}

/** The real application, on a port of its own, with a database of its own. */
export interface TestApp {
  /** `http://127.0.0.1:<port>` */
  url: string;
  config: ConfigValues;
  /** The database, for what cannot be seen through the API. */
  database: Pool;
  /** The typed client that is generated from the OpenAPI document; signed in with `token` where one is given. */
  client(token?: string): ApiClient;
  /** A request to `/api/v1/…`, or to a path outside it that begins with one slash more: `//health`. */
  request(method: string, path: string, request?: TestRequest): Promise<TestAnswer>;
  /** A verified user who is signed in. */
  user(options?: TestUserOptions): Promise<TestUser>;
  /** A provider of the API process. */
  get<T>(type: Type<T> | symbol | (abstract new (...args: never[]) => T)): T;
  /** A provider of the worker; there where the test runs one. */
  getFromWorker<T>(type: Type<T> | symbol | (abstract new (...args: never[]) => T)): T;
  nest: NestFastifyApplication;
  /** Starts another API process' worth of application on the same database and Redis. */
  replica(): Promise<TestReplica>;
  close(): Promise<void>;
}

export interface TestReplica {
  url: string;
  request: TestApp['request'];
  /** A provider of this process. */
  get: TestApp['get'];
  /** As SIGTERM stops a process. */
  close(): Promise<void>;
}

const loggers = new Map<string, PinoLogger>();

/** One for all applications of a process: each has a timer, which would keep what its test file has made for good. */
export function testLogger(config: Pick<ConfigValues, 'LOG_LEVEL' | 'LOG_PRETTY'>): PinoLogger {
  const { LOG_LEVEL, LOG_PRETTY } = config;
  const kind = `${LOG_LEVEL} ${LOG_PRETTY}`;
  const logger = loggers.get(kind) ?? createLogger({ LOG_LEVEL, LOG_PRETTY }, 'test');
  loggers.set(kind, logger);
  return logger;
}

export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const testDatabase = await createTestDatabase();
  const config = await testConfig(testDatabase.url, options.config);
  const logger = options.log ? loggerTo(options.log, { LOG_LEVEL: 'info' }, 'test') : testLogger(config);
  const running: INestApplicationContext[] = [];
  const apis: NestFastifyApplication[] = [];
  const startApi = async (): Promise<{ nest: NestFastifyApplication; url: string }> => {
    const nest = await createApi(config, logger);
    await nest.listen({ port: 0, host: '127.0.0.1' });
    running.push(nest);
    apis.push(nest);
    return { nest, url: (await nest.getUrl()).replace('[::1]', '127.0.0.1') };
  };
  const { nest, url } = await startApi();
  const worker = options.worker
    ? await NestFactory.createApplicationContext(WorkerModule.with(config, logger), {
        logger: new NestLogger(logger),
        abortOnError: false,
      })
    : undefined;
  if (worker) running.push(worker);
  const database = new Pool({ connectionString: testDatabase.url, max: 4 });
  const requestTo = (base: string) => async (method: string, path: string, request?: TestRequest) => {
    const url = path.startsWith('//') ? path.slice(1) : `/api/v1${path}`;
    const answer = await send(base, method, url, request);
    holdToDocument(method, url, answer);
    return answer;
  };
  return {
    url,
    config,
    database,
    nest,
    client: (token) => createApiClient(url, token === undefined ? {} : { token }),
    request: requestTo(url),
    user: (userOptions) => createTestUser(nest, database, userOptions),
    get: (type) => nest.get(type, { strict: false }),
    getFromWorker: (type) => {
      if (!worker) throw new Error('This test runs no worker');
      return worker.get(type, { strict: false });
    },
    replica: async () => {
      const other = await startApi();
      return {
        url: other.url,
        request: requestTo(other.url),
        get: (type) => other.nest.get(type, { strict: false }),
        close: () => {
          running.splice(running.indexOf(other.nest), 1);
          apis.splice(apis.indexOf(other.nest), 1);
          return other.nest.close();
        },
      };
    },
    close: async () => {
      await database.end();
      // A server that stops would wait for what may still come over a connection that is kept: nothing does.
      for (const api of apis) api.getHttpServer().closeIdleConnections();
      for (const application of running.reverse()) await application.close();
      await testDatabase.drop();
      await rm(config.DATA_DIR, { recursive: true, force: true });
    },
  };
}
