import type { Socket } from 'socket.io';
import type { ClientError } from '../../http';
import { isAbrupt, LiveConnection, type EndReason, type PersonalMessage } from '../live-connection';
import { errorBody } from '../live-commands';
import { liveEnded } from '../live-metrics';
import { LIVE_LIMITS } from '../limits';
import type { Return } from './recovering-adapter';
import { openWire, waitingPackets, type EncodedPackets } from './socketio-wire';

/** Then the client comes back by itself. */
const COMES_BACK = new Set<EndReason>(['restart', 'changed', 'too-slow', 'crowded-out', 'replaced']);

/** Time for the client to read the last of it, in milliseconds. */
const CLOSING_MS = 1000;

/** A client of Socket.IO. */
export class SocketIoConnection extends LiveConnection {
  readonly door = 'socket.io';
  /** What it left behind, until it was told what it missed. */
  returns: Return | undefined;
  /** When its session was last written, by `performance.now()`. */
  keptAt = 0;
  /** Set once its client knows that it is connected; before that it is told nothing. */
  isOpen = false;
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

  override roomsChanged(): void {
    this.keepSoon();
  }

  /** What was made for many. */
  write({ texts, frames }: EncodedPackets): boolean {
    if (!this.isOpen || this.ended || this.isTooSlow()) return false;
    const { conn } = this.socket;
    const wire = openWire(conn);
    if (wire) wire.write(frames);
    else for (const text of texts) conn.write(text);
    return true;
  }

  /** What is worth nothing later is left out for whoever has not read what came before. */
  writeIfIdle(packets: EncodedPackets): boolean {
    const wire = openWire(this.socket.conn);
    const isIdle = wire ? wire.writableLength <= LIVE_LIMITS.idleBytes : this.socket.conn.transport.writable;
    return isIdle && this.write(packets);
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
    const { conn } = this.socket;
    if (COMES_BACK.has(reason)) conn.close(isAbrupt(reason));
    else this.socket.disconnect(true);
    // Until the last packet is read Engine.IO would keep the connection.
    setTimeout(() => conn.close(true), CLOSING_MS).unref();
  }

  /** Packets that it has not read yet. */
  get waiting(): number {
    return waitingPackets(this.socket.conn);
  }

  override tick(now: number): void {
    if (this.isTooSlow()) return;
    if (now - this.keptAt > this.refreshMs) this.keepSoon();
  }

  private isTooSlow(): boolean {
    const bytes = openWire(this.socket.conn)?.writableLength ?? 0;
    if (bytes <= LIVE_LIMITS.waitingBytes && this.waiting <= LIVE_LIMITS.waitingPackets) return false;
    this.end('too-slow');
    return true;
  }

  /** Many rooms may be joined at once. */
  keepSoon(): void {
    if (this.keeping || this.ended || !this.signedIn) return;
    this.keeping = true;
    queueMicrotask(() => {
      this.keeping = false;
      // Before it has its rooms again, what is kept is what it had.
      if (this.ended || this.recovering) return;
      this.keptAt = performance.now();
      this.keep(this);
    });
  }
}
