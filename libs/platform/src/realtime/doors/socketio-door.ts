import { Injectable } from '@nestjs/common';
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { ErrorCode, Room } from '@almanac/contracts';
import { DomainError, isId, notFound } from '@almanac/kernel';
import { Config } from '../../config';
import { CookieSignIn, hasCredentialInQuery, peerAddress, type ClientError } from '../../http';
import type { LiveConnection, RoomMessage } from '../live-connection';
import { BoundedWebSockets } from './bounded-web-sockets';
import { errorBody, LiveCommands, messageTooLong, tooManyMessages } from '../live-commands';
import { signedInAs } from '../sign-in/live-entrance';
import { LiveHub } from '../live-hub';
import { liveDeliveries } from '../live-metrics';
import { LIVE_LIMITS } from '../limits';
import { LiveRecovery } from '../recovery/live-recovery';
import { LiveRooms, type Door } from '../rooms/live-rooms';
import { LiveSessions } from '../recovery/live-sessions';
import { recoveringAdapter, type Return } from './recovering-adapter';
import { SocketIoConnection } from './socketio-connection';
import { packetsOf } from './socketio-packets';
import { SocketIoTransports } from './socketio-transports';
import { encodePackets, forgetRequest, type EncodedPackets } from './socketio-wire';
import { formatOffset } from '../stream/stream-position';

/** Of these the client comes back, and goes on where it was (Socket.IO's own list). */
const MAY_COME_BACK = new Set([
  'transport error',
  'transport close',
  'forced close',
  'ping timeout',
  'server shutting down',
  'forced server close',
]);
/** So many packets may wait while a client is told what it missed; less than drops a slow reader. */
const WAITING_IN_REPLAY = 128;
const CREDENTIALS = ['token', 'access_token', 'accessToken', 'apiKey', 'api_key', 'authorization'];

/** Socket.IO 4 in the namespace `/ws`, beside the API on its port (spec: realtime.md). */
@Injectable()
export class SocketIoDoor implements Door {
  private server: Server | undefined;
  private readonly transports: SocketIoTransports;

  constructor(
    private readonly hub: LiveHub,
    private readonly rooms: LiveRooms,
    private readonly commands: LiveCommands,
    private readonly recovery: LiveRecovery,
    private readonly sessions: LiveSessions,
    private readonly cookies: CookieSignIn,
    private readonly config: Config,
  ) {
    this.transports = new SocketIoTransports(hub.newcomers, config);
  }

  open(http: HttpServer): void {
    const origins = [...this.config.ALLOWED_ORIGINS];
    const server = new Server(http, {
      serveClient: false,
      perMessageDeflate: false,
      httpCompression: false,
      maxHttpBufferSize: LIVE_LIMITS.frameBytes,
      wsEngine: BoundedWebSockets,
      allowRequest: (request, answer) => {
        const hasRoom = this.hub.newcomers.makeRoom(peerAddress(request, this.config));
        answer(hasRoom ? null : 'Too many connections from here have not signed in', hasRoom);
      },
      connectTimeout: LIVE_LIMITS.signInMs,
      pingInterval: LIVE_LIMITS.heartbeatMs,
      pingTimeout: LIVE_LIMITS.heartbeatMs,
      // Another listener has the other addresses; Engine.IO would cut their sockets.
      destroyUpgrade: false,
      adapter: recoveringAdapter((privateId, offset) => this.recovery.find(privateId, offset)),
      connectionStateRecovery: {
        maxDisconnectionDuration: this.config.LIVE_RECOVERY_SECONDS * 1000,
        skipMiddlewares: false,
      },
      ...(origins.length > 0 ? { cors: { origin: origins, credentials: true } } : {}),
    });
    server.engine.use(refuseOtherMethods);
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
    server.engine.on('connection', (engine: Socket['conn']) => this.transports.welcome(engine));
    this.server = server;
  }

  /** Closes every transport, so that clients come back by themselves, to a process that is up. */
  close(): void {
    this.server?.engine.close();
  }

  broadcast(room: Room, message: RoomMessage, members: Iterable<LiveConnection>): void {
    let made: { packets: EncodedPackets; elsewhere: Room | undefined } | undefined;
    let count = 0;
    for (const member of members) {
      if (!(member instanceof SocketIoConnection) || !member.wants(room, message)) continue;
      made ??= this.encode(room, message);
      if (made.elsewhere !== undefined && member.rooms.has(made.elsewhere)) continue;
      const { packets } = made;
      if (message.sender === undefined ? member.write(packets) : member.writeIfIdle(packets)) count += 1;
    }
    if (count > 0) liveDeliveries.inc({ door: 'socket.io' }, count);
  }

  /** The offset goes with the last packet of a message, and with none of what is not kept. */
  private encode(
    room: Room,
    { text, offset, sender }: RoomMessage,
  ): { packets: EncodedPackets; elsewhere: Room | undefined } {
    const { packets, elsewhere } = packetsOf(room, text);
    const events = packets.map(([name, body], index) =>
      sender === undefined && index === packets.length - 1 && offset !== ''
        ? [name, body, offset]
        : [name, body],
    );
    return { packets: encodePackets(events), elsewhere };
  }

  /** Signs in at the handshake where it brings a token; a wrong one is a `connect_error` with the REST error. */
  private async admit(socket: Socket): Promise<void> {
    const transport = this.transports.takeAttempt(socket.conn);
    const { auth, query } = socket.handshake;
    if (CREDENTIALS.some((name) => name in query) || hasCredentialInQuery(socket.request.url ?? '')) {
      throw new DomainError<ErrorCode>('UNAUTHORIZED', 'Credentials are not taken in the query string');
    }
    const data = socket.data as { connection?: SocketIoConnection; returns?: Return };
    const connection = new SocketIoConnection(
      socket,
      peerAddress(socket.request, this.config),
      (kept) => void this.keep(kept),
      this.sessions.refreshMs,
    );
    transport.connection = connection;
    connection.newcomer = transport.newcomer;
    connection.returns = data.returns;
    socket.data = { connection };
    this.hub.add(connection);
    // Also for one that goes away before it is admitted.
    socket.conn.once('close', () => this.hub.remove(connection));
    try {
      const token: unknown = auth['token'] || this.cookieOf(socket);
      await this.signIn(connection, token);
    } catch (error) {
      this.hub.remove(connection);
      throw error;
    }
  }

  private async signIn(connection: SocketIoConnection, token: unknown): Promise<void> {
    const { returns } = connection;
    // Whoever signs in late begins anew: until then nobody knows whether what was missed is theirs.
    if (token === undefined) {
      if (returns) connection.beginAnew();
      return;
    }
    if (returns) this.rooms.beginRecovery(connection);
    const text = typeof token === 'string' ? token.replace(/^Bearer /i, '') : '';
    await this.commands.signIn(connection, text, returns?.session.connectionKey);
    if (!returns || (await this.recovery.claim(connection, connection.privateId, returns))) return;
    connection.beginAnew();
    this.rooms.endRecovery(connection, undefined);
  }

  private async keep(connection: SocketIoConnection): Promise<void> {
    const { userId } = connection.signedIn?.principal ?? {};
    if (userId === undefined) return;
    const rooms = [...new Set([...connection.rooms, ...connection.expelledFrom])];
    const session = { userId, connectionKey: connection.key, rooms };
    const isOurs = await this.sessions.save(connection.privateId, session);
    // Its client has come back elsewhere; this is what is left of a network that broke.
    if (!isOurs) connection.end('replaced');
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
    connection.isOpen = true;
    // What it was signed in by, and where it is, is known by now.
    forgetRequest(socket);
    socket.on('disconnect', (reason) => this.gone(connection, reason));
    socket.onAny((name: string, ...parameters: unknown[]) => this.received(connection, name, parameters));
    const { returns } = connection;
    if (returns) connection.inTurn(() => this.replay(connection, returns));
    else if (connection.signedIn) this.welcome(connection);
    if (connection.signedIn) this.joinAtOnce(connection);
  }

  /** Says who one is and until when, and from where one is told on when one comes back. */
  private welcome(connection: SocketIoConnection, offset = this.rooms.offset): void {
    const body = { data: signedInAs(connection) };
    if (offset === '') connection.socket.emit('auth:ok', body);
    else connection.socket.emit('auth:ok', body, offset);
    connection.keepSoon();
  }

  private async replay(connection: SocketIoConnection, returns: Return): Promise<void> {
    const { socket } = connection;
    try {
      const upTo = await this.recovery.replay(connection, returns, {
        isReady: () => connection.waiting < WAITING_IN_REPLAY,
        tell: ({ room, text }, offset) => {
          const { packets, elsewhere } = packetsOf(room, text);
          if (elsewhere && connection.rooms.has(elsewhere)) return;
          for (const [index, [name, body]] of packets.entries()) {
            if (index === packets.length - 1) socket.emit(name, body, formatOffset(offset));
            else socket.emit(name, body);
          }
          liveDeliveries.inc({ door: 'socket.io' });
        },
      });
      connection.returns = undefined;
      if (upTo && !connection.ended) this.welcome(connection, formatOffset(upTo));
    } catch (error) {
      this.commands.refusal(error);
      // It tries once more, from where it is.
      connection.end('restart');
    }
  }

  private gone(connection: SocketIoConnection, reason: string): void {
    this.hub.remove(connection);
    // One whose sign-in has ended, or who has said farewell, leaves nothing behind.
    if (!MAY_COME_BACK.has(reason)) void this.sessions.drop(connection.privateId, connection.key);
  }

  /** The planner that the handshake names. */
  private joinAtOnce(connection: SocketIoConnection): void {
    const { plannerId } = connection.socket.handshake.query;
    if (typeof plannerId !== 'string') return;
    connection.inTurn(async () => {
      try {
        if (!isId(plannerId)) throw notFound('Planner');
        await this.commands.joinPlanner(connection, plannerId.toLowerCase());
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
    const refuse = (refused: ClientError): void => {
      if (acknowledge) answer({ success: false, error: errorBody(refused) });
      else connection.refuse(refused);
    };
    const refused = verdict === 'refuse' ? tooManyMessages : this.unfit(body);
    if (refused) return refuse(refused);
    const taken = connection.inTurn(async () => {
      try {
        const before = connection.signedIn;
        answer({ success: true, data: await this.commands.run(connection, name, body) });
        if (before || !connection.signedIn) return;
        this.welcome(connection);
        this.joinAtOnce(connection);
      } catch (error) {
        refuse(this.commands.refusal(error));
      }
    });
    if (!taken) refuse(tooManyMessages);
  }

  private unfit(body: unknown): ClientError | undefined {
    try {
      const text = JSON.stringify(body ?? null);
      return Buffer.byteLength(text) > LIVE_LIMITS.messageBytes ? messageTooLong : undefined;
    } catch {
      // Nested deeper than the stack: nothing that any message of ours looks like.
      return messageTooLong;
    }
  }
}

/** Engine.IO would answer them by 500. */
function refuseOtherMethods(
  { method = '' }: IncomingMessage,
  response: ServerResponse,
  next: () => void,
): void {
  if (['GET', 'POST', 'OPTIONS'].includes(method)) next();
  else response.writeHead(405, { allow: 'GET, POST' }).end();
}
