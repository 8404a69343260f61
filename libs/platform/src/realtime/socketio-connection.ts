import type { Socket } from 'socket.io';
import type { Room } from '@almanac/contracts';
import type { ClientError } from '../http';
import { LiveConnection, type EndReason, type PersonalMessage } from './live-connection';
import { errorBody } from './live-commands';
import { liveEnded } from './live-metrics';
import { LIVE_LIMITS } from './limits';
import type { Return } from './recovering-adapter';

/** Then the client comes back by itself. */
const COMES_BACK = new Set<EndReason>(['restart', 'changed', 'too-slow', 'replaced']);

/** A client of Socket.IO. */
export class SocketIoConnection extends LiveConnection {
  readonly door = 'socket.io';
  /** What it left behind, until it was told what it missed. */
  returns: Return | undefined;
  /** When its session was last written, in milliseconds since 1970. */
  keptAt = 0;
  private keeping = false;

  /** @param keep writes what is needed to go on with the session on another replica */
  constructor(
    readonly socket: Socket,
    readonly ip: string | undefined,
    private readonly keep: (connection: SocketIoConnection) => void,
    private readonly refreshMs: number,
  ) {
    super();
  }

  /** Socket.IO's name of the session, which only this client knows; its types do not show it. */
  get privateId(): string {
    const id: unknown = Reflect.get(this.socket, 'pid');
    return typeof id === 'string' ? id : '';
  }

  /** It was told nothing yet: it begins anew, and is told so. */
  beginAnew(): void {
    this.returns = undefined;
    Reflect.set(this.socket, 'pid', crypto.randomUUID());
    Reflect.set(this.socket, 'recovered', false);
  }

  override joined(room: Room): void {
    void this.socket.join(room);
    this.keepSoon();
  }

  override left(room: Room): void {
    void this.socket.leave(room);
    this.keepSoon();
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
    // What a slow reader has not taken is thrown away: Engine.IO would keep it until the reader comes round.
    if (COMES_BACK.has(reason)) this.socket.conn.close(reason === 'too-slow');
    else this.socket.disconnect(true);
  }

  /** Packets that it has not read yet. */
  get waiting(): number {
    // Engine.IO keeps what it could not send yet in a list that its types do not show.
    const waiting: unknown = Reflect.get(this.socket.conn, 'writeBuffer');
    return Array.isArray(waiting) ? waiting.length : 0;
  }

  override tick(now: number): void {
    if (this.waiting > LIVE_LIMITS.waitingPackets) this.end('too-slow');
    else if (now - this.keptAt > this.refreshMs) this.keepSoon();
  }

  /** Many rooms may be joined at once. */
  keepSoon(): void {
    if (this.keeping || this.ended || !this.signedIn) return;
    this.keeping = true;
    queueMicrotask(() => {
      this.keeping = false;
      // Before it has its rooms again, what is kept is what it had.
      if (this.ended || this.recovering) return;
      this.keptAt = Date.now();
      this.keep(this);
    });
  }
}
