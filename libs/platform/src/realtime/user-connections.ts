import type { Id } from '@almanac/kernel';
import type { LiveConnection } from './live-connection';
import type { SignedIn } from './sign-in/socket-authenticator';

/** The signed-in connections of this process by user. */
export class UserConnections {
  private readonly users = new Map<Id, Set<LiveConnection>>();
  /** By the admin who acts as the user. */
  private readonly acting = new Map<Id, Set<LiveConnection>>();

  of(userId: Id): ReadonlySet<LiveConnection> {
    return this.users.get(userId) ?? new Set();
  }

  /** The user's connections, and those by which they act as somebody else. */
  concerning(userId: Id): LiveConnection[] {
    return [...this.of(userId), ...(this.acting.get(userId) ?? [])];
  }

  /** @param before what it was signed in by until now */
  add(connection: LiveConnection, { principal }: SignedIn, before: SignedIn | undefined): void {
    if (before) this.remove(connection, before);
    put(this.users, principal.userId, connection);
    if (principal.impersonatorId !== undefined) put(this.acting, principal.impersonatorId, connection);
  }

  remove(connection: LiveConnection, { principal }: SignedIn): void {
    take(this.users, principal.userId, connection);
    if (principal.impersonatorId !== undefined) take(this.acting, principal.impersonatorId, connection);
  }
}

function put(sets: Map<Id, Set<LiveConnection>>, id: Id, connection: LiveConnection): void {
  const known = sets.get(id);
  if (known) known.add(connection);
  else sets.set(id, new Set([connection]));
}

function take(sets: Map<Id, Set<LiveConnection>>, id: Id, connection: LiveConnection): void {
  const known = sets.get(id);
  known?.delete(connection);
  if (known?.size === 0) sets.delete(id);
}
