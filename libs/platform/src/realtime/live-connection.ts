import type { Room } from '@almanac/contracts';
import type { ClientError } from '../http';
import { MessageLimiter } from './message-limiter';
import type { SignedIn } from './socket-authenticator';

/** Why the server ends a connection; each door says it in its own way. */
export type EndReason =
  'revoked' | 'changed' | 'expired' | 'not-signed-in' | 'too-many-messages' | 'too-slow' | 'restart';

/** A message of the server to one client alone. */
export interface PersonalMessage {
  type: 'planner:left' | 'session:revoked';
  eventId: string;
  seq: number | null;
  prev: null;
  at: string;
  actor: string | null;
  version: null;
  data: Readonly<Record<string, unknown>>;
}

/** One client at one of the two doors. */
export abstract class LiveConnection {
  abstract readonly door: 'plain' | 'socket.io';
  /** Where the client is, as far as the proxies that are trusted tell. */
  abstract readonly ip: string | undefined;
  readonly openedAt = Date.now();
  readonly rooms = new Set<Room>();
  readonly limiter = new MessageLimiter();
  signedIn: SignedIn | undefined;
  /** Hears every planner of its user until it first subscribes by name; on the plain door alone. */
  hearsAll = false;
  /** Rooms that the client left by itself: it is not put into them again. */
  readonly unwanted = new Set<Room>();
  /** Set once it has ended; nothing is joined any more. */
  ended = false;
  private work: Promise<void> = Promise.resolve();

  /** Does what the client asked one after the other, so that answers come in order. */
  inTurn(task: () => Promise<void>): void {
    this.work = this.work.then(() => (this.ended ? undefined : task()));
  }

  abstract tell(message: PersonalMessage): void;

  abstract end(reason: EndReason, error?: ClientError): void;

  joined(_room: Room): void {
    // The plain door finds its members by the hub alone.
  }

  left(_room: Room): void {
    // As above.
  }

  /** Called every second: heartbeats and slow readers. */
  abstract tick(now: number): void;
}
