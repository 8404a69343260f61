import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { register } from 'prom-client';
import { newId } from '@almanac/kernel';
import { Config } from '../config';
import {
  clientError,
  errorEnvelope,
  isOperator,
  mayReadMetrics,
  clientErrorOf,
  type ClientError,
} from '../http';
import { LOGGER, type PinoLogger } from '../logging';
import { Health } from './health.service';
import { ShutdownState } from './shutdown-state';

const JSON_TYPE = 'application/json; charset=utf-8';
/** Whoever asks is a probe or a Prometheus; more than a few are a mistake, and cost the worker nothing. */
const MOST_CONNECTIONS = 64;
const REQUEST_MS = 5000;
/** How often Node looks for clients that are too slow; by its default, half a minute, they would shut probes out. */
const LOOK_MS = 1000;

const notHere = clientErrorOf('NOT_FOUND', 'There is nothing at this address');
const onlyRead = clientErrorOf('METHOD_NOT_ALLOWED', 'This address takes GET, HEAD');
const notForAll = clientErrorOf('FORBIDDEN', 'For operators only: send METRICS_TOKEN as a bearer token');

interface Page {
  type: string;
  text: string;
}

/** Says that the worker stops, from the moment in which it is told so. */
@Injectable()
export class WorkerShutdown extends ShutdownState implements OnModuleDestroy {
  begun = false;

  onModuleDestroy(): void {
    this.begun = true;
  }
}

/**
 * What probes and Prometheus ask a worker, at the same addresses as of the API and by the same rules, on WORKER_PORT. It
 * is no API: it reads no body, and knows nobody but operators.
 */
@Injectable()
export class WorkerPort implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;

  constructor(
    private readonly health: Health,
    private readonly config: Config,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  /** @throws Error where the port cannot be had: such a worker must not start */
  async onApplicationBootstrap(): Promise<void> {
    const { WORKER_PORT: port, HOST: host } = this.config;
    if (port === 0) return;
    const server = createServer({
      requestTimeout: REQUEST_MS,
      headersTimeout: REQUEST_MS,
      connectionsCheckingInterval: LOOK_MS,
    });
    server.maxConnections = MOST_CONNECTIONS;
    server.on('request', (request, response) => void this.answer(request, response));
    server.listen({ port, host });
    await once(server, 'listening');
    // From here on it is a connection that could not be accepted; the jobs go on.
    server.on('error', (error) =>
      this.logger.error({ err: error }, 'the port of the worker could not take a connection'),
    );
    this.server = server;
    this.logger.info({ port }, 'worker answers probes');
  }

  /** After the jobs have ended: whoever asks meanwhile learns that it is alive. */
  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.setHeader('allow', 'GET, HEAD');
        this.refuse(response, onlyRead);
        return;
      }
      const page = await this.page(request);
      if ('code' in page) this.refuse(response, page);
      else send(response, 200, page);
    } catch (error) {
      const refused = clientError(error);
      if (refused.unexpected) this.logger.error({ err: error }, 'unexpected error at the port of the worker');
      this.refuse(response, refused);
    }
  }

  private async page(request: IncomingMessage): Promise<Page | ClientError> {
    const token = this.config.METRICS_TOKEN;
    switch (request.url?.split('?')[0]) {
      case '/health':
      case '/health/live':
        return json({ status: 'up' });
      case '/health/ready':
        await this.health.assertReady();
        return json({ status: 'ready' });
      case '/health/detailed':
        return isOperator(request, token) ? json(await this.health.detailed()) : notForAll;
      case '/metrics':
        if (!mayReadMetrics(request, token)) return notForAll;
        return { type: register.contentType, text: await register.metrics() };
      default:
        return notHere;
    }
  }

  private refuse(response: ServerResponse, error: ClientError): void {
    if (error.retryAfter !== undefined) response.setHeader('retry-after', error.retryAfter);
    send(response, error.status, { type: JSON_TYPE, text: JSON.stringify(errorEnvelope(error, newId())) });
  }
}

function json(data: unknown): Page {
  return { type: JSON_TYPE, text: JSON.stringify({ success: true, data }) };
}

/** Node leaves out the body where it was asked for the head alone. */
function send(response: ServerResponse, status: number, { type, text }: Page): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
}
