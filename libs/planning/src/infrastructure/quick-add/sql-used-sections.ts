import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Config, statement, type Queryable } from '@almanac/platform';
import { UsedSections } from '../../application/ports/used-sections';
import { rolesFor } from '../../domain/role';
import {
  countingRole,
  isOverPlannerLimit,
  isReadOnly,
  limitParameters,
  limitValues,
} from '../sql/limits.sql';

const writers = rolesFor('write')
  .map((role) => `'${role}'`)
  .join(', ');
const limits = limitParameters(2);
/** Of many planners those that were written last are looked at; each gives its row from the index. */
const lastUsed = statement<{ id: Id }>(
  'planning.quick-add.last-section',
  `WITH mine AS MATERIALIZED (
     SELECT p.id FROM (
            SELECT o.id FROM planners o
             WHERE o.owner_id = $1 AND o.deleted_at IS NULL AND o.archived_at IS NULL
               AND NOT ${isOverPlannerLimit('o', limits, '$1')}
             UNION ALL
            SELECT o.id FROM planner_members m JOIN planners o ON o.id = m.planner_id
             WHERE m.user_id = $1 AND ${countingRole('planner', 'm', 'o', limits)} IN (${writers})
               AND NOT ${isReadOnly('o', limits)} AND o.deleted_at IS NULL AND o.archived_at IS NULL) p
       JOIN planner_stats t ON t.planner_id = p.id
      ORDER BY t.last_activity_at DESC NULLS LAST LIMIT 50
   ), used AS (
     SELECT made.section_id AS id
       FROM mine, LATERAL (
            SELECT a.section_id, a.created_at FROM activities a JOIN sections s ON s.id = a.section_id
             WHERE a.planner_id = mine.id AND a.user_id = $1 AND s.deleted_at IS NULL
             ORDER BY a.created_at DESC LIMIT 1) made
      ORDER BY made.created_at DESC LIMIT 1
   ), newest AS (
     SELECT s.id FROM planners p JOIN sections s ON s.planner_id = p.id
      WHERE p.owner_id = $1 AND p.deleted_at IS NULL AND p.archived_at IS NULL AND s.deleted_at IS NULL
        AND NOT ${isOverPlannerLimit('p', limits, '$1')}
      ORDER BY s.created_at DESC LIMIT 1
   )
   SELECT id FROM used UNION ALL SELECT id FROM newest WHERE NOT EXISTS (SELECT FROM used)`,
);

/** Used sections from PostgreSQL. */
@Injectable()
export class SqlUsedSections extends UsedSections {
  private readonly limits: readonly number[];

  constructor(config: Config) {
    super();
    this.limits = limitValues(config);
  }

  async lastOf(queryable: Queryable, userId: Id): Promise<Id | undefined> {
    const [row] = await queryable.query(lastUsed, [userId, this.limits]);
    return row?.id;
  }
}
