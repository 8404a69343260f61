import { Injectable } from '@nestjs/common';
import type { ErrorCode, Room } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import type { Principal } from '../../context';
import { requirePermissions } from '../../http';
import type { LiveConnection } from '../live-connection';
import { LiveHub } from '../live-hub';
import { LiveRecheck, mayDoSomethingElse } from '../rooms/live-recheck';
import { LIVE_LIMITS } from '../limits';
import { RoomPolicy } from '../rooms/room-policy';
import { SocketAuthenticator } from './socket-authenticator';
import { SocketCounts } from './socket-counts';

/** What a client gets back for a message: facts for its acknowledgement. */
export type AckData = Readonly<Record<string, unknown>>;

/** Lets connections in, and into rooms, for what is allowed at the moment in which they enter. */
@Injectable()
export class LiveEntrance {
  constructor(
    private readonly authenticator: SocketAuthenticator,
    private readonly policy: RoomPolicy,
    private readonly hub: LiveHub,
    private readonly counts: SocketCounts,
    private readonly recheck: LiveRecheck,
  ) {}

  /**
   * Signs the connection in, or renews its sign-in; only as the same user.
   * @param replaces key of a connection that it takes the place of, as its client has come back
   */
  async signIn(connection: LiveConnection, token: string, replaces?: string): Promise<AckData> {
    const { newcomer } = connection;
    if (newcomer) newcomer.isAsked = true;
    try {
      return await this.signedIn(connection, token, replaces);
    } finally {
      if (newcomer) newcomer.isAsked = false;
    }
  }

  private async signedIn(connection: LiveConnection, token: string, replaces?: string): Promise<AckData> {
    for (let done = false; !done;) {
      const askedAt = this.hub.now;
      const signedIn = await this.authenticator.signIn(token, connection.ip);
      const { principal } = signedIn;
      const before = connection.signedIn;
      if (before && before.principal.userId !== principal.userId) {
        throw new DomainError<ErrorCode>(
          'INVALID_TOKEN',
          'Open another connection to sign in as somebody else',
        );
      }
      if (connection.ended) return {};
      // A key that may hear nothing is told so at once, rather than left to wait for what never comes.
      if (!before && principal.apiKeyId !== undefined) requirePermissions(principal, this.policy.access);
      if (!before) await this.counts.admit(principal.userId, connection, replaces);
      done = this.hub.signIn(connection, signedIn, askedAt);
      if (!done) continue;
      if (!before) {
        connection.limiter.restart();
        await this.enterOwnRooms(connection, principal);
      } else if (mayDoSomethingElse(before, signedIn)) await this.recheck.one(connection);
    }
    return signedInAs(connection);
  }

  /** Joins what the policy is found to allow; it is asked again where the answer is out of date already. */
  async enter(connection: LiveConnection, ask: () => Promise<Iterable<Room>>): Promise<Room[]> {
    for (;;) {
      const askedAt = this.hub.now;
      const found = [...(await ask())];
      if (await this.hub.join(connection, found, askedAt)) return found;
    }
  }

  async readable(principal: Principal, wanted: readonly Room[]): Promise<ReadonlySet<Room>> {
    return wanted.length > 0 ? this.policy.readable(principal, wanted) : new Set();
  }

  private async enterOwnRooms(connection: LiveConnection, principal: Principal): Promise<void> {
    const own: Room = `user:${principal.userId}`;
    await this.enter(connection, async () => {
      const personal = await this.readable(principal, [own]);
      const planners = connection.hearsAll ? await this.policy.roomsOf(principal) : [];
      return [...personal, ...planners.slice(0, LIVE_LIMITS.roomsPerSocket)];
    });
  }
}

/** Who a connection is signed in as, and until when. */
export function signedInAs({ signedIn }: LiveConnection): AckData {
  const expiresAt = signedIn?.expiresAt;
  return {
    userId: signedIn?.principal.userId,
    expiresAt: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
  };
}
