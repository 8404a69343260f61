import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { callerOf, Database, holdPlaces, UnitOfWork, type RequestContext } from '@almanac/platform';
import { UsedSections } from '../ports/used-sections';
import { PlannerService } from '../planner.service';
import { SectionService } from '../section.service';

const INBOX = 'Inbox';

/** Where something goes for which no place was named. */
@Injectable()
export class Inbox {
  constructor(
    private readonly used: UsedSections,
    private readonly planners: PlannerService,
    private readonly sections: SectionService,
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
  ) {}

  /**
   * The section that the caller used last; for whoever has none a planner is made, also where two ask at once.
   * @throws DomainError MAX_PLANNERS_REACHED
   */
  async section(context: RequestContext): Promise<Id> {
    const { userId } = callerOf(context);
    const used = await this.used.lastOf(this.database.for(context), userId);
    return used ?? this.make(context, userId);
  }

  private make(context: RequestContext, userId: Id): Promise<Id> {
    return this.unitOfWork.run(context, async (tx) => {
      await holdPlaces(tx, userId, 'planners');
      const used = await this.used.lastOf(tx, userId);
      if (used !== undefined) return used;
      const { resource: planner } = await this.planners.create(context, { title: INBOX });
      const { resource: section } = await this.sections.create(context, planner.id, { title: INBOX });
      return section.id;
    });
  }
}
