import { Injectable } from '@nestjs/common';
import { domainEvents } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import { Database, statement, type RequestContext } from '@almanac/platform';
import { HeardEvents } from '../application/ports/heard-events';
import { heardEvents, type Heard } from '../application/composing/notification-draft';

const find = statement<{ name: string; actorId: Id | null; payload: unknown }>(
  'notifications.heard-event',
  'SELECT name, actor_id AS "actorId", payload FROM outbox WHERE event_id = $1',
);

/** Events out of the outbox. */
@Injectable()
export class SqlHeardEvents extends HeardEvents {
  constructor(private readonly database: Database) {
    super();
  }

  override async find(context: RequestContext, eventId: Id): Promise<Heard | undefined> {
    const [row] = await this.database.for(context).query(find, [eventId]);
    const name = heardEvents.find((one) => one === row?.name);
    if (!row || !name) return undefined;
    const event = { name, eventId, actorId: row.actorId, payload: domainEvents[name].parse(row.payload) };
    // Checked against the contract of this very name.
    return event as Heard;
  }
}
