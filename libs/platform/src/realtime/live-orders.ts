import { z } from 'zod';
import { controlMessages } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { LiveConnection, PersonalMessage } from './live-connection';
import type { RecentChanges } from './recent-changes';
import type { UserConnections } from './user-connections';

/** An order to every process. */
const orderSchema = z.object({
  type: z.enum(['sessions-ended', 'access-lost', 'authorisation-changed']),
  eventId: z.string(),
  seq: z.number(),
  at: z.string(),
  actor: z.string().nullable(),
  data: z.unknown(),
});
type Order = z.infer<typeof orderSchema>;

/** What an order is carried out by. */
interface Hands {
  expel(connection: LiveConnection, plannerId: string, told: Omit<PersonalMessage, 'type' | 'data'>): void;
  heedChange(userId: Id | null): void;
}

/** Carries out what another process, or this one, has ordered all processes to do with their sockets. */
export class LiveOrders {
  constructor(
    private readonly users: UserConnections,
    private readonly changes: RecentChanges,
    private readonly hands: Hands,
  ) {}

  /** @throws Error where the order is none */
  obey(text: Buffer): void {
    const order = orderSchema.parse(JSON.parse(text.toString('utf8')));
    if (order.type === 'sessions-ended') this.endSessions(order);
    else if (order.type === 'access-lost') this.loseAccess(order);
    else this.hands.heedChange(controlMessages['authorisation-changed'].parse(order.data).userId);
  }

  private endSessions(order: Order): void {
    const { userId, sessionIds } = controlMessages['sessions-ended'].parse(order.data);
    this.changes.sessionsEnded(sessionIds);
    for (const connection of [...this.users.of(userId)]) {
      const { sessionId, apiKeyId } = connection.signedIn?.principal ?? {};
      if (![sessionId, apiKeyId].some((id) => id !== undefined && sessionIds.includes(id))) continue;
      connection.tell({ ...personal(order), type: 'session:revoked', data: {} });
      connection.end('revoked');
    }
  }

  private loseAccess(order: Order): void {
    const { userId, plannerId } = controlMessages['access-lost'].parse(order.data);
    this.changes.accessLost(userId, `planner:${plannerId}`);
    for (const connection of this.users.of(userId)) this.hands.expel(connection, plannerId, personal(order));
  }
}

/** The envelope in which somebody is told what follows from an order. */
function personal({ eventId, seq, at, actor }: Order): Omit<PersonalMessage, 'type' | 'data'> {
  return { eventId, seq, prev: null, at, actor, version: null };
}
