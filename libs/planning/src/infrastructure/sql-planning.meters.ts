import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Config, statement, UsageMeter, type Holder, type Queryable } from '@almanac/platform';
import { PlannerStore } from '../application/ports/planner-store';
import { isOverLimit, limitParameters, limitValues } from './sql/limits.sql';
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

  /** The newest, whatever they are. */
  override readOnly(_db: Queryable, _holder: Holder, over: number): Promise<number> {
    return Promise.resolve(over);
  }
}

const mostShared = statement<{ used: number }>(
  'planning.most-shared',
  `SELECT greatest((${collaboratorSql.planner.mostOfOwner}), (${collaboratorSql.plan.mostOfOwner}), 0)::int AS used`,
);

const limits = limitParameters(2);
const lessened = (type: 'planner' | 'plan', role: string) =>
  `SELECT count(*) FROM ${type}s x JOIN ${type}_members m ON m.${type}_id = x.id
    WHERE x.owner_id = $1 AND x.deleted_at IS NULL AND m.${role} <> 'viewer' AND ${isOverLimit(type, 'm', 'x', limits)}`;
const viewers = statement<{ count: number }>(
  'planning.lessened-collaborators',
  `SELECT ((${lessened('planner', 'own_role')}) + (${lessened('plan', 'role')}))::int AS count`,
);

/** Collaborators of the person's planner or plan that has the most, open invitations included. */
@Injectable()
export class CollaboratorsMeter extends UsageMeter {
  readonly limit = 'collaborators';

  private readonly limits: readonly number[];

  constructor(config: Config) {
    super();
    this.limits = limitValues(config);
  }

  /** Those who may less than they were given, of all planners and plans. */
  override async readOnly(db: Queryable, { userId }: Holder): Promise<number> {
    return (await db.query(viewers, [userId, this.limits]))[0]?.count ?? 0;
  }

  override async used(db: Queryable, userId: Id): Promise<number> {
    return (await db.query(mostShared, [userId]))[0]?.used ?? 0;
  }
}
