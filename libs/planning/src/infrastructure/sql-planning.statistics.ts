import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, StatisticsSource, type Queryable, type StatisticsPart } from '@almanac/platform';

const ofOwner = statement<Required<StatisticsPart>>(
  'planning.statistics-of-owner',
  `WITH own AS MATERIALIZED (SELECT id FROM planners WHERE owner_id = $1 AND deleted_at IS NULL),
        live AS MATERIALIZED (
          SELECT type, status, completed_at FROM activities
           WHERE planner_id IN (SELECT id FROM own) AND deleted_at IS NULL
        )
   SELECT (SELECT count(*) FROM own)::int AS planners,
          (SELECT count(*) FROM live WHERE type = 'task')::int AS tasks,
          (SELECT count(*) FROM live WHERE type = 'task' AND status = 'completed')::int AS "completedTasks",
          ARRAY(SELECT DISTINCT ((completed_at AT TIME ZONE $2)::date)::text FROM live
                 WHERE completed_at IS NOT NULL) AS "activeDays",
          (SELECT max(last_activity_at) FROM planner_stats
            WHERE planner_id IN (SELECT id FROM own)) AS "lastActivity"`,
);

/** What people have planned and done in the planners that they own, but for what is in the trash. */
@Injectable()
export class PlanningStatistics extends StatisticsSource {
  override async of(db: Queryable, userId: Id, timeZone: string): Promise<StatisticsPart> {
    return (await db.query(ofOwner, [userId, timeZone]))[0] ?? {};
  }
}
