import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Server as HttpServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@almanac/kernel';
import { told } from '../http';
import { LOGGER, type PinoLogger } from '../logging';
import type { LiveConnection } from './live-connection';
import { LiveHub } from './live-hub';
import { LIVE_LIMITS } from './limits';
import { PlainDoor } from './plain-door';
import { RoomPolicy } from './room-policy';
import { SocketAuthenticator } from './socket-authenticator';
import { SocketIoDoor } from './socketio-door';

const PLAIN_PATH = '/ws';
const SOCKET_IO_PATH = '/socket.io/';
const CREDENTIAL_IN_QUERY =
  /[?&](access_token|refresh_token|auth_token|token|jwt|bearer|api[-_]?key|x-api-key)=/i;
const TICK_MS = 1000;
/** Time for clients to close their side at shutdown. */
const FAREWELL_MS = 500;
const RECHECKS_AT_A_TIME = 8;

const notSignedIn = told('UNAUTHORIZED', 'Sign in within 10 seconds');
const expired = told('TOKEN_EXPIRED', 'The access token has expired and was not renewed');

/**
 * Puts both doors on the API's own HTTP server, watches over their connections, and closes them before the
 * server stops, as Node would otherwise wait for them for ever.
 */
@Injectable()
export class RealtimeServer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly hub: LiveHub,
    private readonly plain: PlainDoor,
    private readonly socketIo: SocketIoDoor,
    private readonly authenticator: SocketAuthenticator,
    private readonly policy: RoomPolicy,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  onApplicationBootstrap(): void {
    const http: unknown = this.host.httpAdapter.getHttpServer();
    if (!isHttpServer(http)) throw new Error('Sockets need the HTTP server of the API');
    this.hub.addDoor(this.plain);
    this.hub.addDoor(this.socketIo);
    this.hub.whenResumed = (): void => void this.recheckAll();
    this.hub.open();
    this.socketIo.open(http);
    http.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) =>
      this.upgrade(request, stream, head),
    );
    this.timer = setInterval(() => this.tick(Date.now()), TICK_MS);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    const open = this.hub.connections.size;
    for (const connection of [...this.hub.connections]) connection.end('restart');
    this.socketIo.close();
    if (open > 0) await sleep(FAREWELL_MS);
  }

  private upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const url = request.url ?? '/';
    const path = url.split('?')[0] ?? '/';
    if (path.startsWith(SOCKET_IO_PATH)) return;
    // A client that goes away meanwhile is no error of ours.
    stream.on('error', () => stream.destroy());
    if (path !== PLAIN_PATH && path !== `${PLAIN_PATH}/`) refuse(stream, '404 Not Found');
    else if (this.stopping) refuse(stream, '503 Service Unavailable');
    else if (CREDENTIAL_IN_QUERY.test(url)) refuse(stream, '401 Unauthorized');
    else this.plain.accept(request, stream, head);
  }

  private tick(now: number): void {
    for (const connection of this.hub.connections) {
      const { signedIn } = connection;
      if (!signedIn && now - connection.openedAt > LIVE_LIMITS.signInMs)
        connection.end('not-signed-in', notSignedIn);
      else if (signedIn?.expiresAt !== undefined && signedIn.expiresAt <= now)
        connection.end('expired', expired);
      else connection.tick(now);
    }
  }

  /** Orders may have been missed while Redis was away: every sign-in and every room is asked about again. */
  private async recheckAll(): Promise<void> {
    const connections = [...this.hub.connections].filter((connection) => connection.signedIn !== undefined);
    const workers = Array.from({ length: RECHECKS_AT_A_TIME }, async () => {
      for (let next = connections.pop(); next; next = connections.pop()) await this.recheck(next);
    });
    await Promise.all(workers).catch((error: unknown) =>
      this.logger.warn({ err: error }, 'sockets could not be checked anew'),
    );
  }

  private async recheck(connection: LiveConnection): Promise<void> {
    const { signedIn } = connection;
    if (!signedIn || connection.ended) return;
    const about = {
      eventId: newId(),
      seq: null,
      prev: null,
      at: new Date().toISOString(),
      actor: null,
      version: null,
    } as const;
    const principal = await this.authenticator.present(signedIn);
    if (!principal) {
      connection.tell({ ...about, type: 'session:revoked', data: {} });
      connection.end('revoked');
      return;
    }
    const rooms = [...connection.rooms].filter((room) => room.startsWith('planner:'));
    if (rooms.length === 0) return;
    const allowed = await this.policy.readable(principal, rooms);
    for (const room of rooms) {
      if (!allowed.has(room)) this.hub.expel(connection, room.slice('planner:'.length), about);
    }
  }
}

function isHttpServer(value: unknown): value is HttpServer {
  return value instanceof HttpServer;
}

function refuse(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
