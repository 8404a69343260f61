import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Server as HttpServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Config } from '../config';
import { CookieSignIn, hasCredentialInQuery, peerAddress, clientErrorOf } from '../http';
import { LiveHub } from './live-hub';
import { LiveRooms } from './rooms/live-rooms';
import { LIVE_LIMITS } from './limits';
import { PlainDoor } from './doors/plain-door';
import { SocketIoDoor } from './doors/socketio-door';
import { serveWithoutUpgrade } from './doors/without-upgrade';

const PLAIN_PATH = '/ws';
const SOCKET_IO_PATH = '/socket.io/';
const TICK_MS = 1000;
/** Time for clients to close their side at shutdown. */
const FAREWELL_MS = 500;

const notSignedIn = clientErrorOf('UNAUTHORIZED', 'Sign in within 10 seconds');
const expired = clientErrorOf('TOKEN_EXPIRED', 'The access token has expired and was not renewed');

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
    private readonly rooms: LiveRooms,
    private readonly plain: PlainDoor,
    private readonly socketIo: SocketIoDoor,
    private readonly cookies: CookieSignIn,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    const http: unknown = this.host.httpAdapter.getHttpServer();
    if (!isHttpServer(http)) throw new Error('Sockets need the HTTP server of the API');
    this.rooms.addDoor(this.plain);
    this.rooms.addDoor(this.socketIo);
    this.hub.open();
    this.socketIo.open(http);
    http.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) =>
      this.upgrade(http, request, stream, head),
    );
    this.timer = setInterval(() => this.tick(performance.now()), TICK_MS);
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

  private upgrade(http: HttpServer, request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const url = request.url ?? '/';
    const path = url.split('?')[0] ?? '/';
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      serveWithoutUpgrade(http, request, stream, head, this.config.BODY_LIMIT);
      return;
    }
    if (path.startsWith(SOCKET_IO_PATH)) return;
    // A client that goes away meanwhile is no error of ours.
    stream.on('error', () => stream.destroy());
    if (path !== PLAIN_PATH && path !== `${PLAIN_PATH}/`) refuse(stream, '404 Not Found');
    else if (this.stopping) refuse(stream, '503 Service Unavailable');
    else if (hasCredentialInQuery(url)) refuse(stream, '401 Unauthorized');
    else this.acceptPlain(request, stream, head);
  }

  /** A browser sends the cookie by itself, also for a page of another site: its origin must be one of ours. */
  private acceptPlain(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const token = this.cookies.tokenOf(request.headers);
    try {
      if (token !== undefined) this.cookies.refuseForeignOrigin(request.headers);
    } catch {
      refuse(stream, '403 Forbidden');
      return;
    }
    const ip = peerAddress(request, this.config);
    if (this.hub.newcomers.makeRoom(ip)) this.plain.accept(request, stream, head, { ip, token });
    else refuse(stream, '429 Too Many Requests');
  }

  private tick(now: number): void {
    const clock = Date.now();
    for (const connection of this.hub.connections) {
      const { signedIn } = connection;
      if (!signedIn && now - connection.openedAt > LIVE_LIMITS.signInMs)
        connection.end('not-signed-in', notSignedIn);
      else if (signedIn?.expiresAt !== undefined && signedIn.expiresAt <= clock)
        connection.end('expired', expired);
      else connection.tick(now);
    }
  }
}

function isHttpServer(value: unknown): value is HttpServer {
  return value instanceof HttpServer;
}

function refuse(stream: Duplex, status: string): void {
  // A client that ignores the end would keep the descriptor for ever.
  stream.once('finish', () => stream.destroy());
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
