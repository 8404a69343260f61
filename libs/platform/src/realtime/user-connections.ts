import type { Id } from '@almanac/kernel';
import type { LiveConnection } from './live-connection';

/** The signed-in connections of this process by user. */
export class UserConnections {
  private readonly users = new Map<Id, Set<LiveConnection>>();

  of(userId: Id): ReadonlySet<LiveConnection> {
    return this.users.get(userId) ?? new Set();
  }

  add(userId: Id, connection: LiveConnection): void {
    this.users.set(userId, (this.users.get(userId) ?? new Set()).add(connection));
  }

  remove(userId: Id, connection: LiveConnection): void {
    const known = this.users.get(userId);
    known?.delete(connection);
    if (known?.size === 0) this.users.delete(userId);
  }
}
