import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Database, statement, type RequestContext } from '@almanac/platform';
import { DayViews } from '../../application/ports/day-views';
import type { Resource } from '../../application/ports/resource';
import { ownPlanners } from '../sql-activity.views';
import { activityColumns } from '../sql/columns.sql';
import { resourceOf, type JsonRow } from '../sql/resource-row';

/** Two index scans for each planner: what is due then, and what has not ended before and begins by then. */
const between = statement<JsonRow>(
  'planning.days.between',
  `SELECT row_to_json(shown)::text AS json
     FROM (SELECT ${activityColumns('a')}
             FROM ${ownPlanners} mine, LATERAL (
                  SELECT d.* FROM activities d
                   WHERE d.planner_id = mine.id AND d.deleted_at IS NULL AND d.due_date >= $2 AND d.due_date < $3
                     AND d.status <> 'cancelled'
                  UNION ALL
                  SELECT e.* FROM activities e
                   WHERE e.planner_id = mine.id AND e.deleted_at IS NULL AND e.start_date IS NOT NULL
                     AND coalesce(e.end_date, e.start_date) >= $2 AND e.start_date < $3 AND e.status <> 'cancelled'
                     AND NOT coalesce(e.due_date >= $2 AND e.due_date < $3, false)) a
            ORDER BY coalesce(a.start_date, a.due_date), a.id LIMIT $4) shown`,
);

/** Days in PostgreSQL. */
@Injectable()
export class SqlDayViews extends DayViews {
  constructor(private readonly database: Database) {
    super();
  }

  async between(
    context: RequestContext,
    userId: Id,
    from: Date,
    until: Date,
    limit: number,
  ): Promise<Resource[]> {
    const rows = await this.database.for(context).query(between, [userId, from, until, limit]);
    return rows.map(resourceOf);
  }
}
