import { Injectable } from '@nestjs/common';
import { missingPermissions, type Id } from '@almanac/kernel';
import { Audience, Database, People, type RequestContext } from '@almanac/platform';
import { isFarewell, isPublicEvent, subscriptionsTo } from '../domain/public-events';
import { DeliveryJobs } from './delivery-jobs';
import { DeliveryStore } from './ports/delivery-store';

/** What a webhook's owner must hold, when it is made and whenever it is told something. */
export const WEBHOOK_PERMISSION = 'integrate:external-services';

/**
 * Notes for each event which webhooks are to hear of it. However often it is run, and wherever it is cut off, each
 * webhook has one delivery of each event.
 */
@Injectable()
export class FanOutService {
  constructor(
    private readonly deliveries: DeliveryStore,
    private readonly audience: Audience,
    private readonly jobs: DeliveryJobs,
    private readonly database: Database,
  ) {}

  async run(context: RequestContext, seq: number): Promise<void> {
    const fact = await this.deliveries.news(context, seq);
    if (!fact) return;
    const { streamId, name } = fact;
    if (streamId === null || !isPublicEvent(name)) return;
    const listeners = await this.audience.of(this.database.for(context), streamId);
    const userIds = listeners.filter(({ live }) => live || isFarewell(name)).map(({ userId }) => userId);
    if (userIds.length === 0) return;
    const waiting = await this.deliveries.fanOut(context, fact, userIds, subscriptionsTo(name));
    await this.jobs.begin(context, waiting);
  }
}

/** What the owner of a webhook may hear, asked anew before each try. */
@Injectable()
export class Hearing {
  constructor(
    private readonly people: People,
    private readonly audience: Audience,
    private readonly database: Database,
  ) {}

  /** Why they may not, or nothing where they may. */
  async objection(userId: Id, type: string, streamId: Id | null): Promise<string | undefined> {
    const [[inUse], holder] = await Promise.all([
      this.people.inUse(this.database, [userId]),
      this.people.holder(this.database, userId),
    ]);
    if (inUse === undefined || !holder) return 'The account cannot be used';
    if (missingPermissions(holder.permissions, [WEBHOOK_PERMISSION]).length > 0)
      return `The permission ${WEBHOOK_PERMISSION} is missing`;
    if (streamId === null) return undefined;
    const live = (await this.audience.streamsOf(this.database, userId, [streamId])).get(streamId);
    if (live === undefined) return 'You may not see it any more';
    return live || isFarewell(type) ? undefined : 'It lies in the trash';
  }
}
