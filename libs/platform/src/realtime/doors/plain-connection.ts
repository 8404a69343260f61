import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import {
  isAbrupt,
  LiveConnection,
  type AbruptEnd,
  type EndReason,
  type PersonalMessage,
} from '../live-connection';
import { liveEnded } from '../live-metrics';
import { LIVE_LIMITS } from '../limits';
import { errorBody } from '../live-commands';
import type { ClientError } from '../../http';
import { PacketLimiter } from '../message-limiter';

/** Close codes: RFC 6455 section 7.4.1, and 4401 of our own for a sign-in that is missing or over. */
const CODES: Record<Exclude<EndReason, AbruptEnd>, number> = {
  revoked: 4401,
  expired: 4401,
  'not-signed-in': 4401,
  'too-many-messages': 1008,
  // The sign-in holds, and may do something else now: come back.
  changed: 1012,
  restart: 1012,
  replaced: 1012,
};
/** Time for the client to close its side, in milliseconds. */
const CLOSING_MS = 1000;

/** A client of the plain WebSocket. */
export class PlainConnection extends LiveConnection {
  readonly door = 'plain';
  override hearsAll = true;
  private readonly packets = new PacketLimiter();
  private heard = performance.now();
  private pinged = 0;

  constructor(
    private readonly webSocket: WebSocket,
    private readonly stream: Duplex,
    readonly ip: string | undefined,
  ) {
    super();
    webSocket.on('pong', () => this.controlFrame());
    webSocket.on('ping', () => this.controlFrame());
  }

  /** ws answers pings by itself; they are counted all the same. */
  private controlFrame(): void {
    this.isAlive();
    if (this.packets.isTooMany()) this.end('too-many-messages');
  }

  /** Anything that comes from the client shows that it is there. */
  isAlive(): void {
    this.heard = performance.now();
  }

  /**
   * A frame that was made for many. It goes straight to the stream: without compression ws writes whole
   * frames in one go as well, so they never mix.
   */
  write(frame: Buffer): boolean {
    if (this.ended || this.webSocket.readyState !== WebSocket.OPEN || this.isTooSlow()) return false;
    this.stream.write(frame);
    return true;
  }

  /** Whoever lets too much wait is dropped, be it what others said, answers, or pongs. */
  private isTooSlow(): boolean {
    if (this.stream.writableLength <= LIVE_LIMITS.waitingBytes) return false;
    this.end('too-slow');
    return true;
  }

  /** What is worth nothing later is left out for whoever has not read what came before. */
  writeIfIdle(frame: Buffer): boolean {
    return this.stream.writableLength <= LIVE_LIMITS.idleBytes && this.write(frame);
  }

  answer(message: Readonly<Record<string, unknown>>): void {
    if (this.webSocket.readyState !== WebSocket.OPEN || this.isTooSlow()) return;
    this.webSocket.send(JSON.stringify(message));
  }

  override tell(message: PersonalMessage): void {
    this.answer({ ...message });
  }

  override end(reason: EndReason, error?: ClientError): void {
    if (this.ended) return;
    liveEnded.inc({ reason });
    if (error) this.answer({ type: 'error', error: errorBody(error) });
    this.ended = true;
    if (isAbrupt(reason)) this.webSocket.terminate();
    else this.close(CODES[reason], reason);
  }

  close(code: number, reason: string): void {
    this.webSocket.close(code, reason);
    setTimeout(() => this.webSocket.terminate(), CLOSING_MS).unref();
  }

  override tick(now: number): void {
    if (this.isTooSlow()) return;
    if (now - this.heard > 2 * LIVE_LIMITS.heartbeatMs) this.webSocket.terminate();
    else if (now - Math.max(this.heard, this.pinged) > LIVE_LIMITS.heartbeatMs) {
      this.pinged = now;
      this.webSocket.ping();
    }
  }
}
