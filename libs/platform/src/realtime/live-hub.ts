import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { controlMessages, type ErrorCode, type Room } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import { z } from 'zod';
import { LOGGER, type PinoLogger } from '../logging';
import { HeardMessages } from './heard-messages';
import { LiveBus, type BusListener } from './live-bus';
import type { LiveConnection, PersonalMessage } from './live-connection';
import { liveSockets } from './live-metrics';
import { LIVE_LIMITS } from './limits';
import type { SignedIn } from './socket-authenticator';

/** Writes a message of a room to those of its members that are at this door. */
export interface Door {
  broadcast(room: Room, text: Buffer, members: ReadonlySet<LiveConnection>): void;
}

/** A room with members in this process. */
interface OpenRoom {
  readonly members: Set<LiveConnection>;
  /** `seq` of the last message that was told here; undefined before the first. */
  lastSeq: number | undefined;
  /** What was told here ahead of the relay, and comes from there once more. */
  readonly ahead: Set<number>;
  /** Resolves when Redis has confirmed that this process hears the room. */
  readonly heard: Promise<void>;
  /** How many questions are open whether a member may still hear it. */
  doubts: number;
  /** What was told meanwhile. */
  readonly heldBack: Buffer[];
}

/** With so many copies outstanding the relay is in trouble, and what it tells later is told once, by it alone. */
const MOST_AHEAD = 1000;
/** Ends and losses are remembered for so long, for sockets that were just signing in or joining. */
const REMEMBER_MS = 60_000;

const orderSchema = z.object({
  type: z.enum(['sessions-ended', 'access-lost', 'authorisation-changed']),
  eventId: z.string(),
  seq: z.number(),
  at: z.string(),
  actor: z.string().nullable(),
  data: z.unknown(),
});
type Order = z.infer<typeof orderSchema>;

/** Who is connected to this process, and in which rooms. Knows no transport and asks nobody's permission. */
@Injectable()
export class LiveHub implements BusListener {
  readonly connections = new Set<LiveConnection>();
  private readonly rooms = new Map<Room, OpenRoom>();
  private readonly users = new Map<Id, Set<LiveConnection>>();
  private readonly doors: Door[] = [];
  private readonly heard = new HeardMessages();
  private readonly endedSessions = new LRUCache<string, true>({ max: 50_000, ttl: REMEMBER_MS });
  /** When who lost which room, in milliseconds since 1970. */
  private readonly lostAccess = new LRUCache<string, number>({ max: 50_000, ttl: REMEMBER_MS });
  /** When what a user may do was last said to have changed; under '' for everybody. */
  private readonly changed = new LRUCache<string, number>({ max: 50_000, ttl: REMEMBER_MS });
  /** Set by whoever can check all sign-ins and rooms anew. */
  whenResumed: (() => void) | undefined;
  /** Set by the same: what this user, or anybody where none is named, may do has changed. */
  whenAuthorisationChanged: ((userId: Id | null) => void) | undefined;

  constructor(
    private readonly bus: LiveBus,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  addDoor(door: Door): void {
    this.doors.push(door);
  }

  open(): void {
    this.bus.open(this);
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
    this.leave(connection, [...connection.rooms]);
    if (connection.signedIn) this.forgetUser(connection, connection.signedIn.principal.userId);
  }

  /** @throws DomainError where the user has too many sockets, or the session ended meanwhile. */
  signIn(connection: LiveConnection, signedIn: SignedIn): void {
    const { userId, sessionId, apiKeyId } = signedIn.principal;
    if ([sessionId, apiKeyId].some((id) => id !== undefined && this.endedSessions.has(id))) {
      throw new DomainError<ErrorCode>('INVALID_TOKEN', 'This sign-in has ended');
    }
    const known = this.users.get(userId) ?? new Set<LiveConnection>();
    if (!known.has(connection) && known.size >= LIVE_LIMITS.socketsPerUser) {
      throw new DomainError<ErrorCode>(
        'RATE_LIMIT_EXCEEDED',
        `A user may have ${LIVE_LIMITS.socketsPerUser} sockets; close one of the others`,
      );
    }
    connection.signedIn = signedIn;
    this.users.set(userId, known.add(connection));
  }

  /**
   * Joins rooms that the caller was found to be allowed in. Resolves when their messages arrive here.
   * @param askedAt when the policy was asked: what was lost since then is not joined.
   * @throws DomainError where that would be too many rooms.
   */
  async join(connection: LiveConnection, rooms: readonly Room[], askedAt: number): Promise<void> {
    if (connection.ended) return;
    const added = rooms.filter(
      (room) => !connection.rooms.has(room) && !this.lostSince(askedAt, connection, room),
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
      const fresh = { lastSeq: undefined, ahead: new Set<number>(), heard, doubts: 0, heldBack: [] };
      this.rooms.set(room, { members: new Set(), ...fresh });
    }
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
      const open = this.rooms.get(room);
      open?.members.delete(connection);
      if (open?.members.size === 0) {
        this.rooms.delete(room);
        empty.push(room);
      }
    }
    this.bus.forget(empty);
  }

  onMessage(room: Room, text: Buffer): void {
    const open = this.rooms.get(room);
    if (!open) return;
    const seq = seqOf(text);
    if (seq !== undefined) {
      // Also where it was told here ahead of the relay: that copy counts as heard.
      const again = this.heard.isRepeated(room, text);
      if (open.ahead.delete(seq) || again) return;
      open.lastSeq = seq;
    }
    try {
      this.broadcast(room, open, text);
    } catch (error) {
      this.logger.error({ err: error, room }, 'a message on the bus is broken');
    }
  }

  /** The user's connections, and those by which they act as somebody else. */
  connectionsOf(userId: Id): LiveConnection[] {
    const acting = [...this.connections].filter(
      ({ signedIn }) => signedIn?.principal.impersonatorId === userId,
    );
    return [...(this.users.get(userId) ?? []), ...acting];
  }

  hasMembers(room: Room): boolean {
    return this.rooms.has(room);
  }

  /** Tells a room what was just committed, if it follows directly on what the room has heard. */
  announceAhead(room: Room, event: { seq: number; prev: number | null }, text: () => Buffer): void {
    const open = this.rooms.get(room);
    if (open?.lastSeq === undefined || open.lastSeq !== event.prev || open.ahead.size >= MOST_AHEAD) return;
    open.ahead.add(event.seq);
    open.lastSeq = event.seq;
    this.broadcast(room, open, text());
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
    try {
      await ask();
    } finally {
      for (const { room, open } of doubtful) {
        open.doubts -= 1;
        // One that all have left meanwhile is another room by now.
        if (open.doubts > 0 || this.rooms.get(room) !== open) continue;
        for (const text of open.heldBack.splice(0)) this.broadcast(room, open, text);
      }
    }
  }

  private broadcast(room: Room, { members, doubts, heldBack }: OpenRoom, text: Buffer): void {
    if (doubts > 0) {
      heldBack.push(text);
      return;
    }
    for (const door of this.doors) door.broadcast(room, text, members);
  }

  onControl(text: Buffer): void {
    try {
      const order = orderSchema.parse(JSON.parse(text.toString('utf8')));
      if (order.type === 'sessions-ended') this.endSessions(order);
      else if (order.type === 'access-lost') this.loseAccess(order);
      else this.changeAuthorisation(order);
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
    this.leave(connection, [room]);
    connection.tell({ ...told, type: 'planner:left', data: { plannerId } });
  }

  private endSessions(order: Order): void {
    const { userId, sessionIds } = controlMessages['sessions-ended'].parse(order.data);
    for (const id of sessionIds) this.endedSessions.set(id, true);
    for (const connection of [...(this.users.get(userId) ?? [])]) {
      const { sessionId, apiKeyId } = connection.signedIn?.principal ?? {};
      if (![sessionId, apiKeyId].some((id) => id !== undefined && sessionIds.includes(id))) continue;
      connection.tell({ ...personal(order), type: 'session:revoked', data: {} });
      connection.end('revoked');
    }
  }

  private loseAccess(order: Order): void {
    const { userId, plannerId } = controlMessages['access-lost'].parse(order.data);
    this.lostAccess.set(`${userId} planner:${plannerId}`, Date.now());
    for (const connection of this.users.get(userId) ?? []) this.expel(connection, plannerId, personal(order));
  }

  private changeAuthorisation(order: Order): void {
    this.heedChange(controlMessages['authorisation-changed'].parse(order.data).userId);
  }

  /** Has it found out what the user, or everybody where none is named, may do now. */
  heedChange(userId: Id | null): void {
    this.changed.set(userId ?? '', Date.now());
    this.whenAuthorisationChanged?.(userId);
  }

  /** Whether what was found out about the user's sign-in at that time may be out of date. */
  changedSince(askedAt: number, userId: Id): boolean {
    return Math.max(this.changed.get(userId) ?? 0, this.changed.get('') ?? 0) >= askedAt;
  }

  private lostSince(askedAt: number, connection: LiveConnection, room: Room): boolean {
    const userId = connection.signedIn?.principal.userId ?? '';
    return (this.lostAccess.get(`${userId} ${room}`) ?? 0) >= askedAt;
  }

  private forgetUser(connection: LiveConnection, userId: Id): void {
    const known = this.users.get(userId);
    known?.delete(connection);
    if (known?.size === 0) this.users.delete(userId);
  }
}

function personal(order: Order): Omit<PersonalMessage, 'type' | 'data'> {
  return {
    eventId: order.eventId,
    seq: order.seq,
    prev: null,
    at: order.at,
    actor: order.actor,
    version: null,
  };
}

/** The `seq` in a message's envelope, which stands before all that a client has a say in. */
function seqOf(text: Buffer): number | undefined {
  const found = /^\{"type":"[^"]*","eventId":"[^"]*","seq":(\d+),/.exec(text.toString('latin1', 0, 200));
  return found ? Number(found[1]) : undefined;
}
