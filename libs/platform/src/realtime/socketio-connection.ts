import type { Socket } from 'socket.io';
import type { Room } from '@almanac/contracts';
import type { ClientError } from '../http';
import { LiveConnection, type EndReason, type PersonalMessage } from './live-connection';
import { errorBody } from './live-commands';
import { liveEnded } from './live-metrics';
import { LIVE_LIMITS } from './limits';

/** A client of Socket.IO. */
export class SocketIoConnection extends LiveConnection {
  readonly door = 'socket.io';

  constructor(
    private readonly socket: Socket,
    readonly ip: string | undefined,
  ) {
    super();
  }

  override joined(room: Room): void {
    void this.socket.join(room);
  }

  override left(room: Room): void {
    void this.socket.leave(room);
  }

  override tell({ type, ...envelope }: PersonalMessage): void {
    this.socket.emit(type, envelope);
  }

  refuse(error: ClientError): void {
    this.socket.emit('error', { success: false, error: errorBody(error) });
  }

  override end(reason: EndReason, error?: ClientError): void {
    if (this.ended) return;
    this.ended = true;
    liveEnded.inc({ reason });
    if (error) this.refuse(error);
    // A transport that closes makes the client come back by itself, a disconnect tells it not to.
    if (reason === 'restart' || reason === 'changed' || reason === 'too-slow') this.socket.conn.close();
    else this.socket.disconnect(true);
  }

  override tick(): void {
    // Engine.IO keeps what it could not send yet in a list that its types do not show.
    const waiting: unknown = Reflect.get(this.socket.conn, 'writeBuffer');
    if (Array.isArray(waiting) && waiting.length > LIVE_LIMITS.waitingPackets) this.end('too-slow');
  }
}
