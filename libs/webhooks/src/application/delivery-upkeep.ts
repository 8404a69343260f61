import { Injectable } from '@nestjs/common';
import type { RequestContext } from '@almanac/platform';
import { DeliveryJobs } from './delivery-jobs';
import { DeliveryStore } from './ports/delivery-store';

/** What is due for so long has no job any more. */
const OVERDUE_SECONDS = 10;
const WEBHOOKS_AT_A_TIME = 1000;
const KEPT_DAYS = 30;

/** Sees to it that no delivery is forgotten, and that none is kept for ever. */
@Injectable()
export class DeliveryUpkeep {
  constructor(
    private readonly deliveries: DeliveryStore,
    private readonly jobs: DeliveryJobs,
  ) {}

  async resume(context: RequestContext): Promise<void> {
    const ids = await this.deliveries.overdue(context, OVERDUE_SECONDS, WEBHOOKS_AT_A_TIME);
    for (const id of ids) await this.jobs.again(context, id);
  }

  async expire(context: RequestContext): Promise<void> {
    while ((await this.deliveries.expire(context, KEPT_DAYS)) > 0);
  }
}
