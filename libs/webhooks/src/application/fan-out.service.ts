import { Injectable } from '@nestjs/common';
import { missingPermissions, type Id } from '@almanac/kernel';
import {
  Audience,
  Database,
  People,
  SettledNumbers,
  UnitOfWork,
  type RequestContext,
} from '@almanac/platform';
import { isFarewell } from '../domain/public-events';
import { DeliveryJobs } from './delivery-jobs';
import { OutboxWalk } from './ports/outbox-walk';

/** What a webhook's owner must hold, when it is made and whenever it is told something. */
export const WEBHOOK_PERMISSION = 'integrate:external-services';
/** Events in one transaction. */
const BATCH = 300;

/**
 * Walks along the outbox and notes which webhooks are to hear of each event. Whoever runs it, how many at a time, and
 * wherever it is cut off: each webhook has one delivery of each event, in their order, and none is missed that commits
 * after one with a higher number, for it goes no further than what has happened in full.
 */
@Injectable()
export class FanOutService {
  constructor(
    private readonly walk: OutboxWalk,
    private readonly settled: SettledNumbers,
    private readonly jobs: DeliveryJobs,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Whether everything up to the number `heardOf` is noted. Where it is not, somebody else is at it, or a write that
   * began before goes on.
   */
  async upTo(context: RequestContext, heardOf: number): Promise<boolean> {
    // The usual case, and then this look is all that is done for an event.
    if (!(await this.walk.someoneListens(context))) return true;
    const reached = await this.run(context);
    return reached !== undefined && reached >= heardOf;
  }

  /** Walks as far as it can. Gives up to which number; nothing where another is at it. */
  async run(context: RequestContext): Promise<number | undefined> {
    const last = await this.settled.last();
    for (;;) {
      const step = await this.unitOfWork.run(context, (tx) => this.walk.step(tx, last, BATCH));
      if (!step) return undefined;
      await this.jobs.begin(step.begun);
      if (step.events < BATCH) return last;
    }
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
