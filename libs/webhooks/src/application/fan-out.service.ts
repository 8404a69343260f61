import { Injectable } from '@nestjs/common';
import { SettledNumbers, UnitOfWork, type RequestContext } from '@almanac/platform';
import { DeliveryJobs } from './delivery-jobs';
import { OutboxWalk } from './ports/outbox-walk';

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
