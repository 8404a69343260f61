import { Inject, Injectable } from '@nestjs/common';
import type { Room } from '@almanac/contracts';
import { LOGGER, type PinoLogger } from '../../logging';
import { HeardMessages } from '../stream/heard-messages';
import { LiveBus } from '../stream/live-bus';
import type { LiveConnection, RoomMessage } from '../live-connection';
import { openRoom, seqOf, unkept, type OpenRoom } from './live-room';
import { MayHear } from './personal-messages';
import { comparePositions, formatOffset, type StreamPosition } from '../stream/stream-position';

/** Writes a message of a room to those of its members that are at this door. */
export interface Door {
  broadcast(room: Room, message: RoomMessage, members: Iterable<LiveConnection>): void;
}

/** With so many copies outstanding the relay is in trouble, and what it tells later is told once, by it alone. */
const MOST_AHEAD = 1000;
/** So many messages of a room wait while it is asked who may hear it; clients see the gap that the rest leaves. */
const MOST_HELD_BACK = 1000;

/** The rooms that have members in this process, and what these are told: each message once, and in order. */
@Injectable()
export class LiveRooms {
  private readonly rooms = new Map<Room, OpenRoom>();
  private readonly doors: Door[] = [];
  private readonly heard = new HeardMessages();
  /** What was told ahead of the relay in any room, and has not come from there yet. */
  private readonly outstanding = new Set<number>();
  /** While a member's right is in doubt nobody's offset moves on, as some are not told everything at once. */
  private doubts = 0;
  private frozenOffset = '';
  /** How many connections read what they missed; nothing is told ahead meanwhile. */
  private recovering = 0;
  /** Set by whoever can find out which rooms may be told things ahead: these have their first member here. */
  whenOpened: ((rooms: readonly Room[]) => void) | undefined;

  constructor(
    private readonly bus: LiveBus,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  addDoor(door: Door): void {
    this.doors.push(door);
  }

  /** From here on a client of Socket.IO that has heard everything so far is told more when it comes back. */
  get offset(): string {
    if (this.doubts > 0) return this.frozenOffset;
    const { position } = this.bus;
    return position ? formatOffset({ position, ahead: [...this.outstanding] }) : '';
  }

  /** Resolves when what is said in these rooms arrives here. */
  async enter(connection: LiveConnection, rooms: readonly Room[]): Promise<void> {
    const unheard = rooms.filter((room) => !this.rooms.has(room));
    // One command for all that are new here; whoever joins meanwhile waits for the same answer.
    const heard = this.bus.listen(unheard);
    for (const room of unheard) this.rooms.set(room, openRoom(heard));
    if (unheard.length > 0) this.whenOpened?.(unheard);
    const open = rooms.flatMap((room) => this.rooms.get(room) ?? []);
    for (const { members } of open) members.add(connection);
    await Promise.all(open.map((room) => room.heard));
  }

  leave(connection: LiveConnection, rooms: readonly Room[]): void {
    const empty: Room[] = [];
    for (const room of rooms) {
      const open = this.rooms.get(room);
      if (!open?.members.delete(connection) || open.members.size > 0) continue;
      this.rooms.delete(room);
      for (const seq of open.ahead) this.outstanding.delete(seq);
      empty.push(room);
    }
    this.bus.forget(empty);
  }

  hasMembers(room: Room): boolean {
    return this.rooms.has(room);
  }

  hasOthers(room: Room, than: LiveConnection): boolean {
    const members = this.rooms.get(room)?.members;
    return members !== undefined && members.size > (members.has(than) ? 1 : 0);
  }

  /** What came over the bus. */
  tell(room: Room, text: Buffer, position: StreamPosition | undefined): void {
    const open = this.rooms.get(room);
    if (!open) return;
    const seq = seqOf(text);
    if (seq !== undefined) {
      this.outstanding.delete(seq);
      // Also where it was told here ahead of the relay: that copy counts as heard.
      const again = this.heard.isRepeated(room, text);
      if (open.ahead.delete(seq) || again) return;
      open.lastSeq = seq;
    }
    this.broadcast(room, open, { text, seq, position, offset: this.offset, sender: undefined });
  }

  /** What is not kept, from the bus; or for the members here alone, where nobody sent it. */
  tellInPassing(room: Room, text: Buffer, sender = ''): void {
    const open = this.rooms.get(room);
    if (open) this.broadcast(room, open, { ...unkept(text), sender });
  }

  /** What is committed here may be told there ahead of the relay: whoever loses the room does so in order. */
  letAhead(room: Room): void {
    const open = this.rooms.get(room);
    if (open) open.mayBeAhead = true;
  }

  /** Tells a room what was just committed, if it follows directly on what the room has heard. */
  announceAhead(room: Room, event: { seq: number; prev: number | null }, text: () => Buffer): void {
    const open = this.rooms.get(room);
    if (open?.lastSeq === undefined || open.lastSeq !== event.prev || open.ahead.size >= MOST_AHEAD) return;
    if (this.recovering > 0 || !open.mayBeAhead) return;
    const { seq } = event;
    const message = text();
    open.ahead.add(seq);
    this.outstanding.add(seq);
    open.lastSeq = seq;
    const { offset } = this;
    this.broadcast(room, open, { text: message, seq, position: undefined, offset, sender: undefined });
  }

  /** From now on the connection is told of its rooms by whoever reads for it what it missed. */
  beginRecovery(connection: LiveConnection): void {
    if (connection.recovering) return;
    connection.recovering = true;
    this.recovering += 1;
  }

  /** @param position up to where it has read; undefined where it gave up */
  endRecovery(connection: LiveConnection, position: StreamPosition | undefined): void {
    if (!connection.recovering) return;
    connection.recovering = false;
    connection.replayedUpTo = position;
    this.recovering -= 1;
  }

  /** Whether a connection that has read up to there has everything that was told here so far. */
  isWhole(connection: LiveConnection, position: StreamPosition): boolean {
    const heard = this.bus.position;
    if (this.bus.isBehind || heard === undefined || comparePositions(heard, position) > 0) return false;
    return [...connection.rooms].every((room) => (this.rooms.get(room)?.ahead.size ?? 0) === 0);
  }

  /** The relay's copies of what was told ahead are told to all: a connection that came meanwhile has not heard it. */
  forgetAhead(connection: LiveConnection): void {
    for (const room of connection.rooms) {
      const ahead = this.rooms.get(room)?.ahead;
      for (const seq of ahead ?? []) this.outstanding.delete(seq);
      ahead?.clear();
    }
  }

  /** Whether it is being asked if a member of one of its rooms may still hear it. */
  isInDoubt(connection: LiveConnection): boolean {
    return [...connection.rooms].some((room) => (this.rooms.get(room)?.doubts ?? 0) > 0);
  }

  /**
   * Holds back what these rooms are told until it is known who may hear it: a change that was made after somebody had
   * lost a room is not told to them.
   */
  async whileInDoubt(rooms: Iterable<Room>, ask: () => Promise<void>): Promise<void> {
    const doubtful = [...new Set(rooms)].flatMap((room) => {
      const open = this.rooms.get(room);
      return open ? [{ room, open }] : [];
    });
    for (const { open } of doubtful) open.doubts += 1;
    if (this.doubts === 0) this.frozenOffset = this.offset;
    this.doubts += 1;
    try {
      await ask();
    } finally {
      for (const { room, open } of doubtful) {
        open.doubts -= 1;
        // One that all have left meanwhile is another room by now.
        if (open.doubts > 0 || this.rooms.get(room) !== open) continue;
        for (const message of open.heldBack.splice(0)) this.broadcast(room, open, message);
      }
      this.doubts -= 1;
    }
  }

  private broadcast(room: Room, { members, doubts, heldBack }: OpenRoom, message: RoomMessage): void {
    if (doubts > 0) {
      if (heldBack.length < MOST_HELD_BACK) heldBack.push(message);
      return;
    }
    try {
      const hearing = room.startsWith('user:') ? new MayHear(message.text).of(members) : members;
      for (const door of this.doors) door.broadcast(room, message, hearing);
    } catch (error) {
      // One that is broken must not keep this process from telling the others.
      this.logger.error({ err: error, room }, 'a message to a room is broken');
    }
  }
}
