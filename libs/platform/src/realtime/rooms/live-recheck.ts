import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Room } from '@almanac/contracts';
import { newId, type Id } from '@almanac/kernel';
import type { Principal } from '../../context';
import { LOGGER, type PinoLogger } from '../../logging';
import type { LiveConnection, PersonalMessage } from '../live-connection';
import { LiveHub } from '../live-hub';
import { LiveRooms } from './live-rooms';
import { RoomPolicy } from './room-policy';
import { SocketAuthenticator, type SignedIn } from '../sign-in/socket-authenticator';

const AT_A_TIME = 8;
/** While PostgreSQL does not answer a connection is asked about again so often; then it has to come back by itself. */
const TRIES = 5;
const AGAIN_MS = 500;

/**
 * Asks about sign-ins and rooms again: of everybody, as orders may have been missed while Redis was away, or of one
 * whose rights or teams have changed. Until it is known who may hear a room, nobody is told anything there; a connection
 * of which it cannot be found out is ended.
 */
@Injectable()
export class LiveRecheck {
  constructor(
    private readonly hub: LiveHub,
    private readonly rooms: LiveRooms,
    private readonly authenticator: SocketAuthenticator,
    private readonly policy: RoomPolicy,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {
    hub.whenResumed = (): void => void this.all();
    hub.whenAuthorisationChanged = (userId): void => void (userId === null ? this.all() : this.of(userId));
    rooms.whenOpened = (opened): void => void this.letAhead(opened);
  }

  async all(): Promise<void> {
    await this.these([...this.hub.connections]);
  }

  /** The sockets of one user, and those by which they act as somebody else. */
  async of(userId: Id): Promise<void> {
    await this.these(this.hub.connectionsOf(userId));
  }

  /** One whose sign-in may do something else than the one before. */
  async one(connection: LiveConnection): Promise<void> {
    await this.rooms.whileInDoubt(connection.rooms, () =>
      this.untilKnown(connection, (it) => this.keepOnly(it, [...it.rooms])),
    );
  }

  /** Lets sockets that hear everything of their user hear a planner that they were told of, if they still may. */
  async welcome(connections: readonly LiveConnection[], room: Room): Promise<void> {
    const { now } = this.hub;
    // At once, so that nothing in between is missed; it is held back until it is known who may hear it.
    for (const connection of connections) void this.hub.join(connection, [room], now).catch(() => undefined);
    const entered = connections.filter((connection) => connection.rooms.has(room));
    await this.rooms.whileInDoubt([room], () => this.each(entered, (one) => this.keepOnly(one, [room])));
  }

  /** Finds out which of the rooms may be told things ahead of the relay. */
  async letAhead(rooms: readonly Room[]): Promise<void> {
    try {
      for (const room of await this.policy.orderedRooms(rooms)) this.rooms.letAhead(room);
    } catch (error) {
      this.logger.debug({ err: error }, 'these rooms hear from the relay alone');
    }
  }

  private async these(connections: readonly LiveConnection[]): Promise<void> {
    const rooms = connections.flatMap((connection) => [...connection.rooms]);
    await this.rooms.whileInDoubt(rooms, () => this.each(connections, (one) => this.check(one)));
  }

  private async each(
    all: readonly LiveConnection[],
    ask: (connection: LiveConnection) => Promise<void>,
  ): Promise<void> {
    const connections = all.filter((connection) => connection.signedIn !== undefined);
    const workers = Array.from({ length: Math.min(AT_A_TIME, connections.length) }, async () => {
      for (let next = connections.pop(); next; next = connections.pop()) await this.untilKnown(next, ask);
    });
    await Promise.all(workers);
  }

  private async untilKnown(
    connection: LiveConnection,
    ask: (connection: LiveConnection) => Promise<void>,
  ): Promise<void> {
    for (let tried = 1; !connection.ended; tried += 1) {
      try {
        await ask(connection);
        return;
      } catch (error) {
        this.logger.warn({ err: error }, 'a socket could not be checked anew');
        // Who may do what is not known: it is asked when the client comes back.
        if (tried >= TRIES) connection.end('changed');
        else await sleep(AGAIN_MS, undefined, { ref: false });
      }
    }
  }

  private async check(connection: LiveConnection): Promise<void> {
    const { signedIn } = connection;
    if (!signedIn || connection.ended) return;
    const present = await this.authenticator.present(signedIn);
    // An `auth` message has renewed the sign-in meanwhile: that one is asked about.
    if (connection.signedIn !== signedIn) return this.check(connection);
    if (!present) {
      connection.tell({ ...unsaid(), type: 'session:revoked', data: {} });
      connection.end('revoked');
      return;
    }
    if (mayDoSomethingElse(signedIn, present)) {
      connection.end('changed');
      return;
    }
    this.hub.renew(connection, present);
    await this.keepOnly(connection, [...connection.rooms]);
    if (connection.hearsAll) await this.enterNewRooms(connection, present.principal);
  }

  /** Takes it out of those of the rooms that it may not hear now. */
  private async keepOnly(connection: LiveConnection, rooms: readonly Room[]): Promise<void> {
    const { signedIn } = connection;
    if (!signedIn || rooms.length === 0) return;
    const allowed = await this.policy.readable(signedIn.principal, rooms);
    const about = unsaid();
    for (const room of rooms) if (!allowed.has(room)) this.hub.expel(connection, room, about);
  }

  /** A socket that hears everything of its user also hears what has become theirs by joining a team. */
  private async enterNewRooms(connection: LiveConnection, principal: Principal): Promise<void> {
    for (let done = false; !done;) {
      const askedAt = this.hub.now;
      const rooms = await this.policy.roomsOf(principal);
      if (!connection.hearsAll) return;
      const added = rooms.filter((room) => !connection.rooms.has(room) && !connection.unwanted.has(room));
      done = await this.hub.join(connection, added.slice(0, connection.freeRooms), askedAt);
    }
  }
}

/** The envelope of what the server says of a connection by itself. */
function unsaid(): Omit<PersonalMessage, 'type' | 'data'> {
  const at = new Date().toISOString();
  return { eventId: newId(), seq: null, prev: null, at, actor: null, version: null };
}

/** A socket was let in, and into its rooms, for what its sign-in could do then. */
export function mayDoSomethingElse({ principal: before }: SignedIn, { principal: now }: SignedIn): boolean {
  const kept = new Set(before.permissions);
  return (
    before.role !== now.role ||
    kept.size !== now.permissions.length ||
    !now.permissions.every((one) => kept.has(one))
  );
}
