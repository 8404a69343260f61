import { Injectable } from '@nestjs/common';
import type { Id, ZoneOffset } from '@almanac/kernel';
import { statement, StatisticsSource, type Queryable, type StatisticsPart } from '@almanac/platform';
import { dayOf, dayParameters } from './sql/days.sql';

/**
 * The counts that every planner keeps are of all activities, most of which are tasks: the others are counted by an
 * index of theirs, `activities_planner_other`, and taken off. `activities_planner_completed` has the days. $2 and $3:
 * since when the clocks of the person have been how many seconds ahead of UTC.
 */
const ofOwner = statement<Required<StatisticsPart>>(
  'planning.statistics-of-owner',
  `WITH own AS MATERIALIZED (
     SELECT p.id, t.activities_count, t.completed_count, t.last_activity_at
       FROM planners p LEFT JOIN planner_stats t ON t.planner_id = p.id
      WHERE p.owner_id = $1 AND p.deleted_at IS NULL
   ), kept AS (
     SELECT count(*) AS planners, coalesce(sum(activities_count), 0) AS activities,
            coalesce(sum(completed_count), 0) AS completed, max(last_activity_at) AS last_activity
       FROM own
   ), other AS (
     SELECT coalesce(sum(of_planner.activities), 0) AS activities, coalesce(sum(of_planner.completed), 0) AS completed
       FROM own CROSS JOIN LATERAL (
         SELECT count(*) AS activities, count(*) FILTER (WHERE a.status = 'completed') AS completed
           FROM activities a
          WHERE a.planner_id = own.id AND a.type <> 'task' AND a.deleted_at IS NULL) of_planner
   )
   SELECT kept.planners::int AS planners,
          (kept.activities - other.activities)::int AS tasks,
          (kept.completed - other.completed)::int AS "completedTasks",
          ARRAY(SELECT DISTINCT of_planner.day::text FROM own CROSS JOIN LATERAL (
            SELECT DISTINCT ${dayOf('a.completed_at', '$2', '$3')} AS day
              FROM activities a
             WHERE a.planner_id = own.id AND a.completed_at IS NOT NULL AND a.deleted_at IS NULL) of_planner
          ) AS "activeDays",
          kept.last_activity AS "lastActivity"
     FROM kept, other`,
);

/** What people have planned and done in the planners that they own, but for what is in the trash. */
@Injectable()
export class PlanningStatistics extends StatisticsSource {
  override async of(db: Queryable, userId: Id, offsets: readonly ZoneOffset[]): Promise<StatisticsPart> {
    return (await db.query(ofOwner, [userId, ...dayParameters(offsets)]))[0] ?? {};
  }
}
