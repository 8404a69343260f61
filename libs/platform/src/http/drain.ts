import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { Config } from '../config';
import { LOGGER, type PinoLogger } from '../logging';

/** Time for a request that a proxy is just sending over a connection that it keeps, in milliseconds. */
const LAST_REQUESTS_MS = 250;

/**
 * Takes the API off the load balancer without a request failing (spec: operations.md): first `/health/ready` says no,
 * while everything is served as before for SHUTDOWN_DELAY_MS; then no connection is taken any more, and each one
 * that is kept alive ends with its next answer. Sockets and running requests come after that, by the hooks of
 * `beforeApplicationShutdown` and the server's own close.
 *
 * Connections must not be cut the other way round: a proxy may be writing a request into one that looks idle here,
 * and what cannot be repeated would be lost.
 *
 * Clients open connections in stock (undici does). Node takes one on which nothing has come for one with a request
 * under way, and its close would wait for that until the time for its head is over: these end here.
 */
@Injectable()
export class Drain implements OnModuleInit, OnModuleDestroy {
  /** From now on not ready. */
  begun = false;
  private readonly open = new Set<Socket>();

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly config: Config,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  /** Before the server listens. */
  onModuleInit(): void {
    this.server()?.on('connection', (socket) => {
      this.open.add(socket);
      socket.once('close', () => this.open.delete(socket));
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.begun = true;
    const http = this.server();
    if (!http?.listening) return;
    this.logger.info({ delayMs: this.config.SHUTDOWN_DELAY_MS }, 'draining');
    await sleep(this.config.SHUTDOWN_DELAY_MS);
    http.prependListener('request', lastOfItsConnection);
    // Straight after the turn in which Node takes all that wait: whoever comes later is refused, and asks elsewhere.
    await turn();
    // Not HTTP's own close, which also cuts idle connections.
    NetServer.prototype.close.call(http);
    if ((await openConnections(http)) > 0) await sleep(LAST_REQUESTS_MS);
    for (const socket of this.open) if (socket.bytesRead === 0) socket.destroy();
  }

  /** Nothing where the application has no HTTP, such as in a worker. */
  private server(): HttpServer | undefined {
    const http: unknown = this.host.httpAdapter.getHttpServer();
    return http instanceof HttpServer ? http : undefined;
  }
}

/** Node then answers with `Connection: close`. */
function lastOfItsConnection(_request: IncomingMessage, response: ServerResponse): void {
  response.shouldKeepAlive = false;
}

function openConnections(server: NetServer): Promise<number> {
  return new Promise((resolve) => server.getConnections((error, count) => resolve(error ? 0 : count)));
}
