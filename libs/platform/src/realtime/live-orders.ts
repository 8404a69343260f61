import { z } from 'zod';
import { controlMessages } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { PersonalMessage } from './live-connection';
import type { RecentChanges } from './recent-changes';
import type { UserConnections } from './user-connections';

/** An order to every process. */
const orderSchema = z.object({
  type: z.enum(['sessions-ended', 'authorisation-changed']),
  eventId: z.string(),
  seq: z.number(),
  at: z.string(),
  actor: z.string().nullable(),
  data: z.unknown(),
});
type Order = z.infer<typeof orderSchema>;

/** Carries out what another process, or this one, has ordered all processes to do with their sockets. */
export class LiveOrders {
  constructor(
    private readonly users: UserConnections,
    private readonly changes: RecentChanges,
    private readonly heedChange: (userId: Id | null) => void,
  ) {}

  /** @throws Error where the order is none */
  obey(text: Buffer): void {
    const order = orderSchema.parse(JSON.parse(text.toString('utf8')));
    if (order.type === 'sessions-ended') this.endSessions(order);
    else this.heedChange(controlMessages['authorisation-changed'].parse(order.data).userId);
  }

  private endSessions(order: Order): void {
    const { userId, sessionIds } = controlMessages['sessions-ended'].parse(order.data);
    this.changes.sessionsEnded(sessionIds);
    for (const connection of this.users.concerning(userId)) {
      const { sessionId, apiKeyId } = connection.signedIn?.principal ?? {};
      if (![sessionId, apiKeyId].some((id) => id !== undefined && sessionIds.includes(id))) continue;
      connection.tell({ ...personal(order), type: 'session:revoked', data: {} });
      connection.end('revoked');
    }
  }
}

/** The envelope in which somebody is told what follows from an order; it stands in no planner's stream. */
function personal({ eventId, at, actor }: Order): Omit<PersonalMessage, 'type' | 'data'> {
  return { eventId, seq: null, prev: null, at, actor, version: null };
}
