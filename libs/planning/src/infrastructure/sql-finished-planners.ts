import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Config, statement, type Queryable, type Transaction } from '@almanac/platform';
import { FinishedPlanners } from '../application/ports/finished-planners';
import { isReadOnly, limitParameters, limitValues, type LimitParameters } from './sql/limits.sql';

/** What is read-only stays as it is: nobody may change it, and no clock does. */
const finished = (
  limits: LimitParameters,
): string => `p.deleted_at IS NULL AND p.archived_at IS NULL AND p.settings @> '{"autoArchive": true}'
  AND p.updated_at < now() - interval '7 days'
  AND EXISTS (SELECT FROM planner_stats s WHERE s.planner_id = p.id AND s.activities_count > 0
                AND (s.last_activity_at IS NULL OR s.last_activity_at < now() - interval '7 days'))
  AND NOT EXISTS (SELECT FROM activities a WHERE a.planner_id = p.id AND a.deleted_at IS NULL
                    AND a.status IN ('pending', 'in-progress'))
  AND NOT ${isReadOnly('p', limits)}`;

const find = statement<{ id: Id }>(
  'planning.finished.find',
  `SELECT p.id FROM planners p
    WHERE ($1::uuid IS NULL OR p.id > $1) AND ${finished(limitParameters(3))} ORDER BY p.id LIMIT $2`,
);
const is = statement<{ id: Id }>(
  'planning.finished.is',
  `SELECT p.id FROM planners p WHERE p.id = $1 AND ${finished(limitParameters(2))} FOR UPDATE OF p`,
);

@Injectable()
export class SqlFinishedPlanners extends FinishedPlanners {
  private readonly limits: readonly number[];

  constructor(config: Config) {
    super();
    this.limits = limitValues(config);
  }

  override async find(queryable: Queryable, after: Id | undefined, limit: number): Promise<Id[]> {
    return (await queryable.query(find, [after ?? null, limit, this.limits])).map(({ id }) => id);
  }

  override async is(transaction: Transaction, id: Id): Promise<boolean> {
    return (await transaction.query(is, [id, this.limits])).length > 0;
  }
}
