import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import type { PageRequest, RequestContext } from '@almanac/platform';
import { RecordViews } from '../ports/record-views';
import { PlanAccess } from './plan-access';

/** Who changed what in a plan: its stream of events, as with planners. */
@Injectable()
export class PlanHistory {
  constructor(
    private readonly access: PlanAccess,
    private readonly records: RecordViews,
  ) {}

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  async list(context: RequestContext, id: Id, page: PageRequest): Promise<string> {
    await this.access.require(context, 'read', id);
    return this.records.history(context, id, page);
  }
}
