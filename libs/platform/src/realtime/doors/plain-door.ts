import { Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { Room } from '@almanac/contracts';
import { clientErrorOf, type ClientError } from '../../http';
import { BoundedWebSockets } from './bounded-web-sockets';
import type { LiveConnection, RoomMessage } from '../live-connection';
import { errorBody, LiveCommands, messageTooLong, tooManyMessages } from '../live-commands';
import type { AckData } from '../sign-in/live-entrance';
import { LiveHub } from '../live-hub';
import { liveDeliveries } from '../live-metrics';
import { LiveRecheck } from '../rooms/live-recheck';
import type { Door } from '../rooms/live-rooms';
import { LIVE_LIMITS } from '../limits';
import { PlainConnection } from './plain-connection';
import { textFrame } from './plain-frame';
import { bytesOf, idAtBeginning, parseMessage, reference, type ClientMessage } from './plain-message';

const SIGN_IN_CODE = 4401;
const TRY_AGAIN_CODE = 1013;
const POLICY_CODE = 1008;

const unreadable = clientErrorOf(
  'BAD_REQUEST',
  'A message is a JSON object with a text `type`, sent as text',
);

/** The plain WebSocket at `/ws`: JSON messages with the names and bodies of Socket.IO (spec: realtime.md). */
@Injectable()
export class PlainDoor implements Door {
  private readonly server = new BoundedWebSockets({ noServer: true });

  constructor(
    private readonly hub: LiveHub,
    private readonly commands: LiveCommands,
    private readonly recheck: LiveRecheck,
  ) {}

  /** @param token of the handshake's cookie; it signs in as a message `auth` would */
  accept(
    request: IncomingMessage,
    stream: Duplex,
    head: Buffer,
    { ip, token }: { ip: string | undefined; token: string | undefined },
  ): void {
    this.server.handleUpgrade(request, stream, head, (webSocket) => {
      const connection = this.opened(webSocket, stream, ip);
      if (token === undefined) return;
      connection.inTurn(() => this.handle(connection, { type: 'auth', id: undefined, body: { token } }));
    });
  }

  broadcast(room: Room, message: RoomMessage, members: Iterable<LiveConnection>): void {
    const { text, sender } = message;
    let frame: Buffer | undefined;
    let count = 0;
    const newcomers: PlainConnection[] = [];
    const newcomer = room.startsWith('user:') ? plannerOf(text) : undefined;
    for (const member of members) {
      if (!(member instanceof PlainConnection) || !member.wants(room, message)) continue;
      if (newcomer) {
        // Whoever is in the planner's room already hears it there.
        if (member.rooms.has(newcomer)) continue;
        if (member.hearsAll) newcomers.push(member);
      }
      frame ??= textFrame(text);
      if (sender === undefined ? member.write(frame) : member.writeIfIdle(frame)) count += 1;
    }
    if (newcomer && newcomers.length > 0) void this.recheck.welcome(newcomers, newcomer);
    if (count > 0) liveDeliveries.inc({ door: 'plain' }, count);
  }

  private opened(webSocket: WebSocket, stream: Duplex, ip: string | undefined): PlainConnection {
    const connection = new PlainConnection(webSocket, stream, ip);
    connection.newcomer = this.hub.newcomers.enter(ip, () => connection.end('crowded-out'));
    this.hub.add(connection);
    webSocket.on('close', () => {
      connection.newcomer?.leave();
      this.hub.remove(connection);
    });
    // A frame that is too long or malformed: ws closes with the code that RFC 6455 gives it.
    webSocket.on('error', () => undefined);
    webSocket.on('message', (data, binary) => this.received(connection, data, binary));
    return connection;
  }

  private received(connection: PlainConnection, data: RawData, binary: boolean): void {
    connection.isAlive();
    if (connection.ended) return;
    const verdict = connection.limiter.judge();
    if (verdict === 'end') return connection.end('too-many-messages', tooManyMessages);
    const bytes = bytesOf(data);
    const message = binary ? undefined : parseMessage(bytes);
    const refuse = (error: ClientError): void => {
      const about = reference(message ? message.id : idAtBeginning(bytes));
      connection.answer({ type: 'error', ...about, error: errorBody(error) });
    };
    if (verdict === 'refuse') return refuse(tooManyMessages);
    if (bytes.length > LIVE_LIMITS.messageBytes) return refuse(messageTooLong);
    if (!message) return refuse(unreadable);
    if (!connection.inTurn(() => this.handle(connection, message))) refuse(tooManyMessages);
  }

  private async handle(connection: PlainConnection, { type, id, body }: ClientMessage): Promise<void> {
    const about = reference(id);
    try {
      if (type === 'auth') {
        const data = await this.signIn(connection, id, body);
        if (data) connection.answer({ type: 'auth:ok', ...about, data });
      } else if (type === 'ping') connection.answer({ type: 'pong', ...about });
      else {
        const data = await this.commands.run(connection, type, body);
        connection.answer({ type: 'ack', ...about, data });
      }
    } catch (error) {
      connection.answer({ type: 'error', ...about, error: errorBody(this.commands.refusal(error)) });
    }
  }

  /** A sign-in that fails ends the connection; the first and every later one. */
  private async signIn(
    connection: PlainConnection,
    id: ClientMessage['id'],
    body: Record<string, unknown>,
  ): Promise<AckData | undefined> {
    try {
      const token = typeof body['token'] === 'string' ? body['token'] : '';
      return await this.commands.signIn(connection, token);
    } catch (error) {
      const refused = this.commands.refusal(error);
      connection.answer({ type: 'error', ...reference(id), error: errorBody(refused) });
      connection.ended = true;
      const code =
        refused.status === 401 ? SIGN_IN_CODE : refused.status >= 500 ? TRY_AGAIN_CODE : POLICY_CODE;
      connection.close(code, refused.code);
      return undefined;
    }
  }
}

/** The room of the planner that a personal message says has come into reach. */
function plannerOf(text: Buffer): Room | undefined {
  const { type, data } = JSON.parse(text.toString('utf8')) as {
    type?: string;
    data?: { planner?: { id?: string } };
  };
  const id = data?.planner?.id;
  return id !== undefined && (type === 'planner:created' || type === 'planner:restored')
    ? `planner:${id}`
    : undefined;
}
