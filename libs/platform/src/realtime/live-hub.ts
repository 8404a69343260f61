import { Inject, Injectable } from '@nestjs/common';
import type { ErrorCode, Room } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import { LOGGER, type PinoLogger } from '../logging';
import { HeardMessages } from './heard-messages';
import { LiveBus, type BusListener } from './live-bus';
import type { LiveConnection, PersonalMessage, RoomMessage } from './live-connection';
import { liveSockets } from './live-metrics';
import { LiveOrders } from './live-orders';
import { seqOf, tooManySockets, unkept, type OpenRoom } from './live-room';
import { LIVE_LIMITS } from './limits';
import { RecentChanges } from './recent-changes';
import { UserConnections } from './user-connections';
import type { SignedIn } from './socket-authenticator';
import { comparePositions, formatOffset, type StreamPosition } from './stream-position';

/** Writes a message of a room to those of its members that are at this door. */
export interface Door {
  broadcast(room: Room, message: RoomMessage, members: ReadonlySet<LiveConnection>): void;
}

/** Hears who comes and goes. */
export interface HubWatcher {
  left?(connection: LiveConnection, room: Room): void;
  removed?(connection: LiveConnection): void;
  /** Who is in the room has changed, here or on another replica. */
  presenceChanged?(room: Room): void;
}

/** With so many copies outstanding the relay is in trouble, and what it tells later is told once, by it alone. */
const MOST_AHEAD = 1000;
/** Who is connected to this process, and in which rooms. Knows no transport and asks nobody's permission. */
@Injectable()
export class LiveHub implements BusListener {
  readonly connections = new Set<LiveConnection>();
  private readonly rooms = new Map<Room, OpenRoom>();
  private readonly users = new UserConnections();
  private readonly doors: Door[] = [];
  private readonly heard = new HeardMessages();
  private readonly watchers: HubWatcher[] = [];
  /** What was told ahead of the relay in any room, and has not come from there yet. */
  private readonly outstanding = new Set<number>();
  /** While a member's right is in doubt nobody's offset moves on, as some are not told everything at once. */
  private doubts = 0;
  private frozenOffset = '';
  /** How many connections read what they missed; nothing is told ahead meanwhile. */
  private recovering = 0;
  private readonly changes = new RecentChanges();
  private readonly orders = new LiveOrders(this.users, this.changes, this);
  /** Set by whoever can check all sign-ins and rooms anew. */
  whenResumed: (() => void) | undefined;
  /** Set by the same: these rooms have their first member here. */
  whenOpened: ((rooms: readonly Room[]) => void) | undefined;
  /** Set by the same: what this user, or anybody where none is named, may do has changed. */
  whenAuthorisationChanged: ((userId: Id | null) => void) | undefined;

  constructor(
    private readonly bus: LiveBus,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  addDoor(door: Door): void {
    this.doors.push(door);
  }

  addWatcher(watcher: HubWatcher): void {
    this.watchers.push(watcher);
  }

  open(): void {
    this.bus.open(this);
  }

  /** From here on a client of Socket.IO that has heard everything so far is told more when it comes back. */
  get offset(): string {
    if (this.doubts > 0) return this.frozenOffset;
    const { position } = this.bus;
    return position ? formatOffset({ position, ahead: [...this.outstanding] }) : '';
  }

  add(connection: LiveConnection): void {
    this.connections.add(connection);
    liveSockets.inc({ door: connection.door });
  }

  remove(connection: LiveConnection): void {
    // `ended` first: a join under way must not bring it back.
    connection.ended = true;
    if (!this.connections.delete(connection)) return;
    liveSockets.dec({ door: connection.door });
    this.endRecovery(connection, undefined);
    this.leave(connection, [...connection.rooms]);
    for (const watcher of this.watchers) watcher.removed?.(connection);
    if (connection.signedIn) this.users.remove(connection.signedIn.principal.userId, connection);
  }

  /** @throws DomainError where the user has too many sockets, or the session ended meanwhile. */
  signIn(connection: LiveConnection, signedIn: SignedIn): void {
    const { userId } = signedIn.principal;
    if (this.changes.hasEnded(signedIn.principal)) {
      throw new DomainError<ErrorCode>('INVALID_TOKEN', 'This sign-in has ended');
    }
    const known = this.users.of(userId);
    if (!known.has(connection) && known.size >= LIVE_LIMITS.socketsPerUser) {
      throw tooManySockets();
    }
    connection.signedIn = signedIn;
    this.users.add(userId, connection);
  }

  /**
   * Joins rooms that the caller was found to be allowed in. Resolves when their messages arrive here.
   * @param askedAt when the policy was asked: what was lost since then is not joined.
   * @throws DomainError where that would be too many rooms.
   */
  async join(connection: LiveConnection, rooms: readonly Room[], askedAt: number): Promise<void> {
    if (connection.ended) return;
    const userId = connection.signedIn?.principal.userId ?? '';
    const added = rooms.filter(
      (room) => !connection.rooms.has(room) && !this.changes.lostSince(askedAt, userId, room),
    );
    if (connection.rooms.size + added.length > LIVE_LIMITS.roomsPerSocket) {
      throw new DomainError<ErrorCode>(
        'RATE_LIMIT_EXCEEDED',
        `A socket may be in ${LIVE_LIMITS.roomsPerSocket} rooms; leave one of the others`,
      );
    }
    const unheard = added.filter((room) => !this.rooms.has(room));
    // One command for all that are new here; whoever joins meanwhile waits for the same answer.
    const heard = this.bus.listen(unheard);
    for (const room of unheard) {
      const fresh = {
        lastSeq: undefined,
        mayBeAhead: false,
        ahead: new Set<number>(),
        heard,
        doubts: 0,
        heldBack: [],
      };
      this.rooms.set(room, { members: new Set(), ...fresh });
    }
    if (unheard.length > 0) this.whenOpened?.(unheard);
    const open = added.flatMap((room) => this.rooms.get(room) ?? []);
    for (const room of added) {
      connection.rooms.add(room);
      connection.joined(room);
      this.rooms.get(room)?.members.add(connection);
    }
    await Promise.all(open.map((room) => room.heard));
  }

  leave(connection: LiveConnection, rooms: readonly Room[]): void {
    const empty: Room[] = [];
    for (const room of rooms) {
      if (!connection.rooms.delete(room)) continue;
      connection.left(room);
      for (const watcher of this.watchers) watcher.left?.(connection, room);
      const open = this.rooms.get(room);
      open?.members.delete(connection);
      if (open?.members.size === 0) {
        this.rooms.delete(room);
        for (const seq of open.ahead) this.outstanding.delete(seq);
        empty.push(room);
      }
    }
    this.bus.forget(empty);
  }

  onMessage(room: Room, text: Buffer, position: StreamPosition | undefined): void {
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
    this.tryToTell(room, open, { text, seq, position, offset: this.offset, sender: undefined });
  }

  onEphemeral(room: Room, text: Buffer, sender: string): void {
    const open = this.rooms.get(room);
    if (open) this.tryToTell(room, open, { ...unkept(text), sender });
  }

  onPresence(room: Room): void {
    for (const watcher of this.watchers) watcher.presenceChanged?.(room);
  }

  /** Tells the members that are here, and nobody on other replicas, what is not kept. */
  tellHere(room: Room, text: Buffer): void {
    const open = this.rooms.get(room);
    if (open) this.tryToTell(room, open, { ...unkept(text), sender: '' });
  }

  private tryToTell(room: Room, open: OpenRoom, message: RoomMessage): void {
    try {
      this.broadcast(room, open, message);
    } catch (error) {
      this.logger.error({ err: error, room }, 'a message on the bus is broken');
    }
  }

  /** The user's connections, and those by which they act as somebody else. */
  connectionsOf(userId: Id): LiveConnection[] {
    const acting = [...this.connections].filter(
      ({ signedIn }) => signedIn?.principal.impersonatorId === userId,
    );
    return [...this.users.of(userId), ...acting];
  }

  hasMembers(room: Room): boolean {
    return this.rooms.has(room);
  }

  hasOthers(room: Room, than: LiveConnection): boolean {
    const members = this.rooms.get(room)?.members;
    return members !== undefined && members.size > (members.has(than) ? 1 : 0);
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
    open.ahead.add(event.seq);
    this.outstanding.add(event.seq);
    open.lastSeq = event.seq;
    const { seq } = event;
    this.broadcast(room, open, {
      text: text(),
      seq,
      position: undefined,
      offset: this.offset,
      sender: undefined,
    });
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
   * Holds back what the rooms of these connections are told until it is known who may hear it: a change that was
   * made after somebody had lost a room is not told to them.
   */
  async whileInDoubt(connections: readonly LiveConnection[], ask: () => Promise<void>): Promise<void> {
    const rooms = new Set(connections.flatMap((connection) => [...connection.rooms]));
    const doubtful = [...rooms].flatMap((room) => {
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
      heldBack.push(message);
      return;
    }
    for (const door of this.doors) door.broadcast(room, message, members);
  }

  onControl(text: Buffer): void {
    try {
      this.orders.obey(text);
    } catch (error) {
      this.logger.error({ err: error }, 'an order to this process is broken');
    }
  }

  onResumed(): void {
    this.whenResumed?.();
  }

  /** Takes a connection out of a room that its user may no longer hear, and says so. */
  expel(connection: LiveConnection, plannerId: string, told: Omit<PersonalMessage, 'type' | 'data'>): void {
    const room: Room = `planner:${plannerId}`;
    if (!connection.rooms.has(room)) return;
    connection.expelledFrom.add(room);
    this.leave(connection, [room]);
    connection.tell({ ...told, type: 'planner:left', data: { plannerId } });
  }

  /** Has it found out what the user, or everybody where none is named, may do now. */
  heedChange(userId: Id | null): void {
    this.changes.authorisationChanged(userId);
    this.whenAuthorisationChanged?.(userId);
  }

  /** Whether what was found out about the user's sign-in at that time may be out of date. */
  changedSince(askedAt: number, userId: Id): boolean {
    return this.changes.changedSince(askedAt, userId);
  }
}
