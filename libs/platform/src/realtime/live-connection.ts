import type { Room } from '@almanac/contracts';
import { newId } from '@almanac/kernel';
import type { ClientError } from '../http';
import { LIVE_LIMITS } from './limits';
import { JoinLimiter, MessageLimiter } from './message-limiter';
import type { Newcomer } from './sign-in/newcomers';
import type { SignedIn } from './sign-in/socket-authenticator';
import { comparePositions, type StreamPosition } from './stream/stream-position';

/** Then it is not waited for until the client has read that it is over. */
const abrupt = ['too-slow', 'crowded-out'] as const;
export type AbruptEnd = (typeof abrupt)[number];

/**
 * Why the server ends a connection; each door says it in its own way. `crowded-out`: it had said nothing for longest of
 * too many that have not signed in.
 */
export type EndReason =
  | AbruptEnd
  | 'revoked'
  | 'changed'
  | 'expired'
  | 'not-signed-in'
  | 'too-many-messages'
  | 'restart'
  | 'replaced';

export function isAbrupt(reason: EndReason): reason is AbruptEnd {
  return abrupt.some((one) => one === reason);
}

/** A message of the server to one client alone. */
export interface PersonalMessage {
  type: 'planner:left' | 'session:revoked' | 'presence';
  eventId: string;
  seq: number | null;
  prev: null;
  at: string;
  actor: string | null;
  version: null;
  data: Readonly<Record<string, unknown>>;
}

/** A message to a room, as it is told to the members that are here. */
export interface RoomMessage {
  text: Buffer;
  /** Undefined for what is not kept. */
  seq: number | undefined;
  /** Its place in the stream; undefined where it was told ahead of it, or is not kept. */
  position: StreamPosition | undefined;
  /** With this a client of Socket.IO is told from here on when it comes back; empty where that is not known. */
  offset: string;
  /** Key of the connection that sent it; such a message is not kept, and may be left out for a slow reader. */
  sender: string | undefined;
}

/** One client at one of the two doors. */
export abstract class LiveConnection {
  abstract readonly door: 'plain' | 'socket.io';
  /** Where the client is, as far as the proxies that are trusted tell. */
  abstract readonly ip: string | undefined;
  /** Names it among the sockets of its user on all replicas. */
  readonly key = newId();
  /** By `performance.now()`, as all that is measured here: the clock on the wall may be set back. */
  readonly openedAt = performance.now();
  readonly rooms = new Set<Room>();
  readonly limiter = new MessageLimiter();
  readonly joins = new JoinLimiter();
  signedIn: SignedIn | undefined;
  /** Its place among those who have not signed in. */
  newcomer: Newcomer | undefined;
  /** Hears every planner of its user until it first subscribes by name; on the plain door alone. */
  hearsAll = false;
  /** Rooms that the client left by itself: it is not put into them again. */
  readonly unwanted = new Set<Room>();
  /** Planners in which it shows its user as present: those that it joined by name. */
  readonly presentIn = new Set<Room>();
  /** Lost while it was here; told once more where it comes back, as the network may have been broken. */
  readonly expelledFrom = new Set<Room>();
  /** Reads what it missed, and is told nothing else of its rooms meanwhile. */
  recovering = false;
  /** Up to where it has read that. */
  replayedUpTo: StreamPosition | undefined;
  /** Was told this on another connection before it came back, ahead of the stream. */
  readonly toldBefore = new Set<number>();
  /** Set once it has ended; nothing is joined any more. */
  ended = false;
  private work: Promise<void> = Promise.resolve();
  private tasks = 0;

  /**
   * Does what the client asked one after the other, so that answers come in order. False where so much waits already
   * that this is not taken on: memory must not grow while PostgreSQL keeps everybody waiting.
   */
  inTurn(task: () => Promise<void>): boolean {
    if (this.tasks >= LIVE_LIMITS.waitingTasks) return false;
    this.tasks += 1;
    this.work = this.work
      .then(() => (this.ended ? undefined : task()))
      .finally(() => {
        this.tasks -= 1;
      });
    return true;
  }

  /** Rooms that it may enter besides those it is in. One's own comes by itself, and takes no place of theirs. */
  get freeRooms(): number {
    const own = this.signedIn && this.rooms.has(`user:${this.signedIn.principal.userId}`) ? 1 : 0;
    return LIVE_LIMITS.roomsPerSocket + own - this.rooms.size;
  }

  /** Whether this message of one of its rooms is for it, and new to it. */
  wants(room: Room, { seq, position, sender }: RoomMessage): boolean {
    if (sender !== undefined) return sender !== this.key;
    if (this.recovering) return false;
    if (position && this.replayedUpTo && comparePositions(position, this.replayedUpTo) <= 0) return false;
    return seq === undefined || !this.wasTold(room, seq);
  }

  /** Whether it was told this ahead of the stream. What is told ahead, is told in rooms of planners alone. */
  wasTold(room: Room, seq: number): boolean {
    return room.startsWith('planner:') && this.toldBefore.delete(seq);
  }

  abstract tell(message: PersonalMessage): void;

  abstract end(reason: EndReason, error?: ClientError): void;

  /** Called when it has entered or left rooms. */
  roomsChanged(): void {
    // The plain door keeps nothing of them.
  }

  /** Called every second: heartbeats and slow readers. @param now by `performance.now()` */
  abstract tick(now: number): void;
}
