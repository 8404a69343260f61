import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, UsageMeter, type Queryable } from '@almanac/platform';
import { PlannerStore } from '../application/ports/planner-store';
import { collaboratorSql } from './sharing/collaborator.sql';

/** Planners of the person that are not in the trash, archived ones included. */
@Injectable()
export class PlannersMeter extends UsageMeter {
  readonly limit = 'planners';

  constructor(private readonly store: PlannerStore) {
    super();
  }

  override used(db: Queryable, userId: Id): Promise<number> {
    return this.store.countOwned(db, userId);
  }
}

const mostShared = statement<{ used: number }>(
  'planning.most-shared',
  `SELECT greatest((${collaboratorSql.planner.mostOfOwner}), (${collaboratorSql.plan.mostOfOwner}), 0)::int AS used`,
);

/** Collaborators of the person's planner or plan that has the most, open invitations included. */
@Injectable()
export class CollaboratorsMeter extends UsageMeter {
  readonly limit = 'collaborators';

  override async used(db: Queryable, userId: Id): Promise<number> {
    return (await db.query(mostShared, [userId]))[0]?.used ?? 0;
  }
}
