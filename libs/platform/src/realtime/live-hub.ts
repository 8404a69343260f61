import { Inject, Injectable } from '@nestjs/common';
import type { ErrorCode, Room } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import { LOGGER, type PinoLogger } from '../logging';
import { LiveBus, type BusListener } from './stream/live-bus';
import type { LiveConnection, PersonalMessage } from './live-connection';
import { liveSockets } from './live-metrics';
import { LiveOrders } from './live-orders';
import { tooManyRooms, tooManySockets } from './rooms/live-room';
import { LiveRooms } from './rooms/live-rooms';
import { LIVE_LIMITS } from './limits';
import { Newcomers } from './sign-in/newcomers';
import { RecentChanges } from './recent-changes';
import { UserConnections } from './user-connections';
import type { SignedIn } from './sign-in/socket-authenticator';
import type { StreamPosition } from './stream/stream-position';

/** Hears who comes and goes. */
export interface HubWatcher {
  left?(connection: LiveConnection, room: Room): void;
  removed?(connection: LiveConnection): void;
  /** Who is in the room has changed, here or on another replica. */
  presenceChanged?(room: Room): void;
}

/** Who is connected to this process, and by what sign-in. Knows no transport and asks nobody's permission. */
@Injectable()
export class LiveHub implements BusListener {
  readonly connections = new Set<LiveConnection>();
  readonly newcomers = new Newcomers();
  private readonly users = new UserConnections();
  private readonly watchers: HubWatcher[] = [];
  private readonly changes = new RecentChanges();
  private readonly orders = new LiveOrders(this.users, this.changes, (userId) => this.heedChange(userId));
  /** Set by whoever can check all sign-ins and rooms anew. */
  whenResumed: (() => void) | undefined;
  /** Set by the same: what this user, or anybody where none is named, may do has changed. */
  whenAuthorisationChanged: ((userId: Id | null) => void) | undefined;

  constructor(
    private readonly bus: LiveBus,
    private readonly rooms: LiveRooms,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  addWatcher(watcher: HubWatcher): void {
    this.watchers.push(watcher);
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
    this.rooms.endRecovery(connection, undefined);
    this.leave(connection, [...connection.rooms]);
    for (const watcher of this.watchers) watcher.removed?.(connection);
    if (connection.signedIn) this.users.remove(connection, connection.signedIn);
  }

  /** To be taken before it is asked what somebody may do; see `signIn` and `join`. */
  get now(): number {
    return this.changes.now;
  }

  /**
   * @param askedAt `now` from before the sign-in was asked about. False where it has changed since: then it is to be
   *   asked again, as whoever heard of the change did not know of this connection.
   * @throws DomainError where the user has too many sockets, or the session ended meanwhile.
   */
  signIn(connection: LiveConnection, signedIn: SignedIn, askedAt: number): boolean {
    // It went away while it was asked about, and nobody would take it off the list again.
    if (connection.ended) return true;
    const { principal } = signedIn;
    if (this.changes.hasEnded(principal)) {
      throw new DomainError<ErrorCode>('INVALID_TOKEN', 'This sign-in has ended');
    }
    if (this.changes.changedSince(askedAt, principal)) return false;
    const known = this.users.of(principal.userId);
    if (!known.has(connection) && known.size >= LIVE_LIMITS.socketsPerUser) throw tooManySockets();
    this.renew(connection, signedIn);
    return true;
  }

  /** The same sign-in as it was found to be now. */
  renew(connection: LiveConnection, signedIn: SignedIn): void {
    connection.newcomer?.leave();
    this.users.add(connection, signedIn, connection.signedIn);
    connection.signedIn = signedIn;
  }

  /**
   * Joins rooms that the caller was found to be allowed in. Resolves when their messages arrive here.
   * @param askedAt `now` from before the policy was asked. False where what the user may do has changed since: then it
   *   is to be asked again, as whoever heard of the change has checked the rooms that the connection was in.
   * @throws DomainError where that would be too many rooms.
   */
  async join(connection: LiveConnection, rooms: readonly Room[], askedAt: number): Promise<boolean> {
    const { signedIn } = connection;
    if (connection.ended || !signedIn) return true;
    if (this.changes.changedSince(askedAt, signedIn.principal)) return false;
    const added = rooms.filter((room) => !connection.rooms.has(room));
    if (added.filter((room) => !room.startsWith('user:')).length > connection.freeRooms) throw tooManyRooms();
    for (const room of added) connection.rooms.add(room);
    connection.roomsChanged();
    await this.rooms.enter(connection, added);
    return true;
  }

  leave(connection: LiveConnection, rooms: readonly Room[]): void {
    const left = rooms.filter((room) => connection.rooms.delete(room));
    if (left.length === 0) return;
    connection.roomsChanged();
    for (const room of left) for (const watcher of this.watchers) watcher.left?.(connection, room);
    this.rooms.leave(connection, left);
  }

  /** Takes a connection out of a room that its user may no longer hear, and says so. */
  expel(connection: LiveConnection, room: Room, told: Omit<PersonalMessage, 'type' | 'data'>): void {
    if (!connection.rooms.has(room)) return;
    connection.expelledFrom.add(room);
    this.leave(connection, [room]);
    if (!room.startsWith('planner:')) return;
    const plannerId = room.slice('planner:'.length);
    connection.tell({ ...told, type: 'planner:left', data: { plannerId } });
  }

  /** The user's connections, and those by which they act as somebody else. */
  connectionsOf(userId: Id): LiveConnection[] {
    return this.users.concerning(userId);
  }

  /** Has it found out what the user, or everybody where none is named, may do now. */
  heedChange(userId: Id | null): void {
    this.changes.authorisationChanged(userId);
    this.whenAuthorisationChanged?.(userId);
  }

  onMessage(room: Room, text: Buffer, position: StreamPosition | undefined): void {
    this.rooms.tell(room, text, position);
  }

  onEphemeral(room: Room, text: Buffer, sender: string): void {
    this.rooms.tellInPassing(room, text, sender);
  }

  onPresence(room: Room): void {
    for (const watcher of this.watchers) watcher.presenceChanged?.(room);
  }

  onControl(text: Buffer): void {
    try {
      this.orders.obey(text);
    } catch (error) {
      this.logger.error({ err: error }, 'an order to this process is broken');
    }
  }

  onResumed(): void {
    // Also for those who are just being let in: what was found out before may be out of date by an order that was missed.
    this.changes.authorisationChanged(null);
    this.whenResumed?.();
  }
}
