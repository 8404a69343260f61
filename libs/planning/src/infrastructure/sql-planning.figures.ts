import { Injectable } from '@nestjs/common';
import { Database, FiguresReporter, statement } from '@almanac/platform';

/** From the counts that each planner keeps: activities are not counted one by one. */
const selectFigures = statement<{ planners: number; activities: number }>(
  'planning.figures',
  `SELECT count(*)::float8 AS planners, coalesce(sum(s.activities_count), 0)::float8 AS activities
     FROM planners p JOIN planner_stats s ON s.planner_id = p.id WHERE p.deleted_at IS NULL`,
);

/** How much is planned, for admins. */
@Injectable()
export class SqlPlanningFigures extends FiguresReporter {
  constructor(private readonly database: Database) {
    super();
  }

  override async figures(): Promise<Record<string, number>> {
    return (await this.database.query(selectFigures, []))[0] ?? {};
  }
}
