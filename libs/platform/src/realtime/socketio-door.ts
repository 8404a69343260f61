import { Injectable } from '@nestjs/common';
import type { Server as HttpServer } from 'node:http';
import { Server, type Namespace, type Socket } from 'socket.io';
import type { ErrorCode, Room } from '@almanac/contracts';
import { DomainError, isId } from '@almanac/kernel';
import { Config } from '../config';
import { CookieSignIn, hasCredentialInQuery, peerAddress, told } from '../http';
import type { LiveConnection } from './live-connection';
import { errorBody, LiveCommands, messageTooLong, tooManyMessages } from './live-commands';
import { LiveHub, type Door } from './live-hub';
import { liveDeliveries } from './live-metrics';
import { LIVE_LIMITS } from './limits';
import { SocketIoConnection } from './socketio-connection';

/** Messages that front-ends know under a dashed name with a flat body (spec: fine-print.md). */
const DASHED: Record<string, string> = {
  'activity:created': 'activity-created',
  'activity:updated': 'activity-updated',
  'collaborator:joined': 'collaborator-joined',
  'collaborator:left': 'collaborator-left',
};
const CREDENTIALS = ['token', 'access_token', 'accessToken', 'apiKey', 'api_key', 'authorization'];

/** Socket.IO 4 in the namespace `/ws`, beside the API on its port (spec: realtime.md). */
@Injectable()
export class SocketIoDoor implements Door {
  private server: Server | undefined;
  private namespace: Namespace | undefined;

  constructor(
    private readonly hub: LiveHub,
    private readonly commands: LiveCommands,
    private readonly cookies: CookieSignIn,
    private readonly config: Config,
  ) {}

  open(http: HttpServer): void {
    const origins = [...this.config.ALLOWED_ORIGINS];
    const server = new Server(http, {
      serveClient: false,
      perMessageDeflate: false,
      httpCompression: false,
      maxHttpBufferSize: LIVE_LIMITS.frameBytes,
      connectTimeout: LIVE_LIMITS.signInMs,
      pingInterval: LIVE_LIMITS.heartbeatMs,
      pingTimeout: LIVE_LIMITS.heartbeatMs,
      // Another listener has the other addresses; Engine.IO would cut their sockets.
      destroyUpgrade: false,
      ...(origins.length > 0 ? { cors: { origin: origins, credentials: true } } : {}),
    });
    server.of('/').use((_socket, next) => next(new Error('The namespace is /ws')));
    const namespace = server.of('/ws');
    namespace.use(
      (socket, next) =>
        void this.admit(socket).then(
          () => next(),
          (error: unknown) => next(this.refused(error)),
        ),
    );
    namespace.on('connection', (socket) => this.opened(socket));
    this.server = server;
    this.namespace = namespace;
  }

  /** Closes every transport, so that clients come back by themselves, to a process that is up. */
  close(): void {
    this.server?.engine.close();
  }

  broadcast(room: Room, text: Buffer, members: ReadonlySet<LiveConnection>): void {
    let count = 0;
    for (const member of members) if (member instanceof SocketIoConnection) count += 1;
    if (count === 0 || !this.namespace) return;
    const { type, ...envelope } = JSON.parse(text.toString('utf8')) as {
      type: string;
      data: { planner?: { id?: string } };
    };
    const { planner } = envelope.data;
    // Whoever is in the planner's room already hears it there.
    const elsewhere = room.startsWith('user:') && planner?.id !== undefined ? [`planner:${planner.id}`] : [];
    const target = this.namespace.to(room).except(elsewhere);
    target.emit(type, envelope);
    const dashed = DASHED[type];
    if (dashed !== undefined) target.emit(dashed, envelope.data);
    liveDeliveries.inc({ door: 'socket.io' }, count);
  }

  /** Signs in at the handshake where it brings a token; a wrong one is a `connect_error` with the REST error. */
  private async admit(socket: Socket): Promise<void> {
    const { auth, query } = socket.handshake;
    if (CREDENTIALS.some((name) => name in query) || hasCredentialInQuery(socket.request.url ?? '')) {
      throw new DomainError<ErrorCode>('UNAUTHORIZED', 'Credentials are not taken in the query string');
    }
    const connection = new SocketIoConnection(socket, peerAddress(socket.request, this.config));
    const data = socket.data as { connection?: SocketIoConnection };
    data.connection = connection;
    this.hub.add(connection);
    // Also for one that goes away before it is admitted.
    socket.conn.once('close', () => this.hub.remove(connection));
    try {
      const token: unknown = auth['token'] || this.cookieOf(socket);
      if (token === undefined) return;
      await this.commands.signIn(connection, typeof token === 'string' ? token.replace(/^Bearer /i, '') : '');
    } catch (error) {
      this.hub.remove(connection);
      throw error;
    }
  }

  /** @throws DomainError CSRF_FAILED where the cookie comes from a page of another site */
  private cookieOf({ handshake }: Socket): string | undefined {
    const token = this.cookies.tokenOf(handshake.headers);
    if (token !== undefined) this.cookies.refuseForeignOrigin(handshake.headers);
    return token;
  }

  private refused(error: unknown): Error {
    const refused = this.commands.refusal(error);
    return Object.assign(new Error(refused.message), { data: { success: false, error: errorBody(refused) } });
  }

  private opened(socket: Socket): void {
    const { connection } = socket.data as { connection?: SocketIoConnection };
    if (!connection) return;
    socket.on('disconnect', () => this.hub.remove(connection));
    socket.onAny((name: string, ...parameters: unknown[]) => this.received(connection, name, parameters));
    const { plannerId } = socket.handshake.query;
    if (typeof plannerId === 'string' && connection.signedIn) this.joinAtOnce(connection, plannerId);
    else if (typeof plannerId === 'string')
      socket.once('authenticate', () => this.joinAtOnce(connection, plannerId));
  }

  private joinAtOnce(connection: SocketIoConnection, plannerId: string): void {
    connection.inTurn(async () => {
      try {
        if (!isId(plannerId)) throw new DomainError<ErrorCode>('NOT_FOUND', 'There is no such planner');
        if (connection.signedIn) await this.commands.joinPlanner(connection, plannerId.toLowerCase());
      } catch (error) {
        connection.refuse(this.commands.refusal(error));
      }
    });
  }

  private received(connection: SocketIoConnection, name: string, parameters: unknown[]): void {
    if (connection.ended) return;
    const last = parameters.at(-1);
    const acknowledge =
      typeof last === 'function'
        ? (body: unknown): void => void Reflect.apply(last, undefined, [body])
        : undefined;
    const body = typeof parameters[0] === 'function' ? undefined : parameters[0];
    const answer = (message: unknown): void => acknowledge?.(message);
    const verdict = connection.limiter.judge();
    if (verdict === 'end') return connection.end('too-many-messages', tooManyMessages);
    const refused = verdict === 'refuse' ? tooManyMessages : this.unfit(body);
    if (refused) {
      if (acknowledge) answer({ success: false, error: errorBody(refused) });
      else connection.refuse(refused);
      return;
    }
    connection.inTurn(async () => {
      try {
        answer({ success: true, data: await this.commands.run(connection, name, body) });
      } catch (error) {
        const told = this.commands.refusal(error);
        if (acknowledge) answer({ success: false, error: errorBody(told) });
        else connection.refuse(told);
      }
    });
  }

  private unfit(body: unknown): ReturnType<typeof told> | undefined {
    try {
      const text = JSON.stringify(body ?? null);
      return Buffer.byteLength(text) > LIVE_LIMITS.messageBytes ? messageTooLong : undefined;
    } catch {
      // Nested deeper than the stack: nothing that any message of ours looks like.
      return messageTooLong;
    }
  }
}
