import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import type { LiveConnection, RoomMessage } from '../live-connection';
import { LIVE_LIMITS } from '../limits';

/** A room with members in this process. */
export interface OpenRoom {
  readonly members: Set<LiveConnection>;
  /** `seq` of the last message that was told here; undefined before the first. */
  lastSeq: number | undefined;
  /** Whether what is committed here may be told ahead of the relay; so once the policy has said it. */
  mayBeAhead: boolean;
  /** What was told here ahead of the relay, and comes from there once more. */
  readonly ahead: Set<number>;
  /** Resolves when Redis has confirmed that this process hears the room. */
  readonly heard: Promise<void>;
  /** How many questions are open whether a member may still hear it. */
  doubts: number;
  /** What was told meanwhile. */
  readonly heldBack: RoomMessage[];
}

export function openRoom(heard: Promise<void>): OpenRoom {
  const members = new Set<LiveConnection>();
  const ahead = new Set<number>();
  return { members, lastSeq: undefined, mayBeAhead: false, ahead, heard, doubts: 0, heldBack: [] };
}

/** A message that has no place in the stream. */
export function unkept(text: Buffer): Omit<RoomMessage, 'sender'> {
  return { text, seq: undefined, position: undefined, offset: '' };
}

/** The `seq` in a message's envelope, which stands before all that a client has a say in. */
export function seqOf(text: Buffer): number | undefined {
  const found = /^\{"type":"[^"]*","eventId":"[^"]*","seq":(\d+),/.exec(text.toString('latin1', 0, 200));
  return found ? Number(found[1]) : undefined;
}

export function tooManySockets(): DomainError<ErrorCode> {
  return new DomainError(
    'RATE_LIMIT_EXCEEDED',
    `A user may have ${LIVE_LIMITS.socketsPerUser} sockets; close one of the others`,
  );
}

export function tooManyRooms(): DomainError<ErrorCode> {
  return new DomainError(
    'RATE_LIMIT_EXCEEDED',
    `A socket may be in ${LIVE_LIMITS.roomsPerSocket} rooms; leave one of the others`,
  );
}

export function tooManyJoins(): DomainError<ErrorCode> {
  return new DomainError(
    'RATE_LIMIT_EXCEEDED',
    `A socket may enter ${LIVE_LIMITS.joinsPerSecond} rooms a second`,
    undefined,
    1,
  );
}
