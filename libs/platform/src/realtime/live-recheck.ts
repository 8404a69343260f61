import { Inject, Injectable } from '@nestjs/common';
import { newId } from '@almanac/kernel';
import { LOGGER, type PinoLogger } from '../logging';
import type { LiveConnection } from './live-connection';
import { LiveHub } from './live-hub';
import { RoomPolicy } from './room-policy';
import { SocketAuthenticator } from './socket-authenticator';

const AT_A_TIME = 8;

/** Asks about every sign-in and every room again: while Redis was away orders to end them may have been missed. */
@Injectable()
export class LiveRecheck {
  constructor(
    private readonly hub: LiveHub,
    private readonly authenticator: SocketAuthenticator,
    private readonly policy: RoomPolicy,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  async all(): Promise<void> {
    const connections = [...this.hub.connections].filter((connection) => connection.signedIn !== undefined);
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
    const principal = await this.authenticator.present(signedIn);
    if (!principal) {
      connection.tell({ ...about, type: 'session:revoked', data: {} });
      connection.end('revoked');
      return;
    }
    const rooms = [...connection.rooms].filter((room) => room.startsWith('planner:'));
    if (rooms.length === 0) return;
    const allowed = await this.policy.readable(principal, rooms);
    for (const room of rooms) {
      if (!allowed.has(room)) this.hub.expel(connection, room.slice('planner:'.length), about);
    }
  }
}
