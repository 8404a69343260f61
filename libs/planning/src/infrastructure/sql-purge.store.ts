import { Injectable } from '@nestjs/common';
import { statement, type Queryable } from '@almanac/platform';
import { PurgeStore, type PurgeStep } from '../application/ports/purge-store';

/** Rows a statement deletes at most. Planners take what is left in them along, so there they are fewer. */
const ROWS = 1000;
const PLANNERS = 50;

function purge(step: PurgeStep, table: string, expired: string, limit: number) {
  return statement<{ count: number }>(
    `planning.purge.${step}`,
    `WITH gone AS (
       DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE ${expired} LIMIT ${limit}) AND ${expired}
       RETURNING id)
     SELECT count(*)::int AS count FROM gone`,
  );
}

const byItself = 'deleted_at < $1';
const statements = {
  activities: purge('activities', 'activities', byItself, ROWS),
  'activities-of-planners': purge(
    'activities-of-planners',
    'activities',
    'planner_id IN (SELECT p.id FROM planners p WHERE p.deleted_at < $1)',
    ROWS,
  ),
  exceptions: statement<{ count: number }>(
    'planning.purge.exceptions',
    `WITH gone AS (
       DELETE FROM activity_exceptions e
        WHERE e.created_at < $1 AND NOT EXISTS (SELECT FROM activities a WHERE a.series_id = e.series_id)
       RETURNING 1)
     SELECT count(*)::int AS count FROM gone`,
  ),
  sections: purge('sections', 'sections', byItself, ROWS),
  planners: purge('planners', 'planners', byItself, PLANNERS),
  plans: purge('plans', 'plans', byItself, PLANNERS),
  templates: purge('templates', 'templates', byItself, PLANNERS),
} satisfies Record<PurgeStep, unknown>;

/** The purge in PostgreSQL. */
@Injectable()
export class SqlPurgeStore extends PurgeStore {
  async purge(queryable: Queryable, step: PurgeStep, before: Date): Promise<number> {
    const [row] = await queryable.query(statements[step], [before]);
    return row?.count ?? 0;
  }
}
