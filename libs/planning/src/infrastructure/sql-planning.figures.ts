import { Injectable } from '@nestjs/common';
import { Database, ReportsFigures, statement, type FiguresReporter } from '@almanac/platform';

/** From the counts that each planner keeps: activities are not counted one by one. */
const selectFigures = statement<{ planners: number; activities: number }>(
  'planning.figures',
  `SELECT count(*)::float8 AS planners, coalesce(sum(s.activities_count), 0)::float8 AS activities
     FROM planners p JOIN planner_stats s ON s.planner_id = p.id WHERE p.deleted_at IS NULL`,
);

/** How much is planned, for admins. */
@Injectable()
@ReportsFigures()
export class SqlPlanningFigures implements FiguresReporter {
  constructor(private readonly database: Database) {}

  async figures(): Promise<Record<string, number>> {
    return (await this.database.query(selectFigures, []))[0] ?? {};
  }
}
