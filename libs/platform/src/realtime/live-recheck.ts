import { Inject, Injectable } from '@nestjs/common';
import type { Room } from '@almanac/contracts';
import { newId, type Id } from '@almanac/kernel';
import type { Principal } from '../context';
import { LOGGER, type PinoLogger } from '../logging';
import type { LiveConnection } from './live-connection';
import { LiveHub } from './live-hub';
import { LIVE_LIMITS } from './limits';
import { RoomPolicy } from './room-policy';
import { SocketAuthenticator, type SignedIn } from './socket-authenticator';

const AT_A_TIME = 8;

/**
 * Asks about sign-ins and rooms again: of everybody, as orders may have been missed while Redis was away, or of one
 * whose rights or teams have changed.
 */
@Injectable()
export class LiveRecheck {
  constructor(
    private readonly hub: LiveHub,
    private readonly authenticator: SocketAuthenticator,
    private readonly policy: RoomPolicy,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  async all(): Promise<void> {
    await this.these([...this.hub.connections]);
  }

  /** The sockets of one user, and those by which they act as somebody else. */
  async of(userId: Id): Promise<void> {
    const connections = this.hub.connectionsOf(userId);
    await this.hub.whileInDoubt(connections, () => this.these(connections));
  }

  /** Finds out which of the rooms may be told things ahead of the relay. */
  async letAhead(rooms: readonly Room[]): Promise<void> {
    try {
      for (const room of await this.policy.orderedRooms(rooms)) this.hub.letAhead(room);
    } catch (error) {
      this.logger.debug({ err: error }, 'these rooms hear from the relay alone');
    }
  }

  private async these(all: readonly LiveConnection[]): Promise<void> {
    const connections = all.filter((connection) => connection.signedIn !== undefined);
    const workers = Array.from({ length: AT_A_TIME }, async () => {
      for (let next = connections.pop(); next; next = connections.pop()) await this.one(next);
    });
    await Promise.all(workers).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'sockets could not be checked anew');
    });
  }

  private async one(connection: LiveConnection): Promise<void> {
    const { signedIn } = connection;
    if (!signedIn || connection.ended) return;
    const at = new Date().toISOString();
    const about = { eventId: newId(), seq: null, prev: null, at, actor: null, version: null } as const;
    const present = await this.authenticator.present(signedIn);
    if (!present) {
      connection.tell({ ...about, type: 'session:revoked', data: {} });
      connection.end('revoked');
      return;
    }
    if (mayDoSomethingElse(signedIn, present)) {
      connection.end('changed');
      return;
    }
    // An `auth` message may have renewed the sign-in meanwhile.
    if (connection.signedIn === signedIn) connection.signedIn = present;
    const { principal } = present;
    const rooms = [...connection.rooms].filter((room) => room.startsWith('planner:'));
    if (rooms.length > 0) {
      const allowed = await this.policy.readable(principal, rooms);
      for (const room of rooms) {
        if (!allowed.has(room)) this.hub.expel(connection, room.slice('planner:'.length), about);
      }
    }
    if (connection.hearsAll) await this.enterNewRooms(connection, principal);
  }

  /** A socket that hears everything of its user also hears what has become theirs by joining a team. */
  private async enterNewRooms(connection: LiveConnection, principal: Principal): Promise<void> {
    let askedAt: number;
    let rooms: Room[];
    do {
      askedAt = Date.now();
      rooms = await this.policy.roomsOf(principal);
    } while (this.hub.changedSince(askedAt, principal.userId));
    if (!connection.hearsAll) return;
    const added = rooms.filter((room) => !connection.rooms.has(room) && !connection.unwanted.has(room));
    const free = LIVE_LIMITS.roomsPerSocket - connection.rooms.size;
    await this.hub.join(connection, added.slice(0, free), askedAt);
  }
}

/** A socket was let in, and into its rooms, for what its sign-in could do then. */
function mayDoSomethingElse({ principal: before }: SignedIn, { principal: now }: SignedIn): boolean {
  const kept = new Set(before.permissions);
  return (
    before.role !== now.role ||
    kept.size !== now.permissions.length ||
    !now.permissions.every((one) => kept.has(one))
  );
}
