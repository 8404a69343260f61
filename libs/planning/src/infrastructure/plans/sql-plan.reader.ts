import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Config, statement, type Queryable } from '@almanac/platform';
import { PlanReader, type PlanSource, type PlanStanding } from '../../application/plans/ports/plan-reader';
import { roleOf } from '../../domain/role';
import { isOfLapsedTeam, limitParameters, limitValues } from '../sql/limits.sql';
import { contentOf, PLAN_COLUMNS, type PlanRow } from './plan-row';
import { ownRoleOn, roleOn, teamRoleOn } from './plan.sql';

const limits = limitParameters(3);
const standings = statement<{
  id: Id;
  role: string | null;
  own_role: string | null;
  team_role: string | null;
  team_id: Id | null;
  gone: boolean;
  lapsed: boolean;
}>(
  'planning.plan.standings',
  `SELECT p.id, p.team_id, p.deleted_at IS NOT NULL AS gone, ${roleOn('p', '$1', limits)} AS role,
          ${ownRoleOn('p', '$1', limits)} AS own_role, ${teamRoleOn('p', '$1')} AS team_role,
          ${isOfLapsedTeam('p')} AS lapsed
     FROM plans p WHERE p.id = ANY($2::uuid[])`,
);
const audience = statement<{ user_id: Id }>(
  'planning.plan.audience',
  `SELECT owner_id AS user_id FROM plans WHERE id = $1 AND owner_id IS NOT NULL
    UNION SELECT user_id FROM plan_members WHERE plan_id = $1
    UNION SELECT t.user_id FROM plans p JOIN team_members t ON t.team_id = p.team_id WHERE p.id = $1
    ORDER BY 1`,
);

const source = statement<PlanRow>(
  'planning.plan.source',
  `SELECT ${PLAN_COLUMNS} FROM plans WHERE id = $1 AND deleted_at IS NULL`,
);

/** Roles and deletions from PostgreSQL. */
@Injectable()
export class SqlPlanReader extends PlanReader {
  private readonly limits: readonly number[];

  constructor(config: Config) {
    super();
    this.limits = limitValues(config);
  }

  async standings(queryable: Queryable, userId: Id, ids: readonly Id[]): Promise<PlanStanding[]> {
    const rows = await queryable.query(standings, [userId, [...ids], this.limits]);
    return rows.map((row) => ({
      id: row.id,
      role: roleOf(row.role),
      ownRole: roleOf(row.own_role),
      teamRole: roleOf(row.team_role),
      teamId: row.team_id,
      gone: row.gone,
      readOnly: row.lapsed ? { reason: 'team-tier' } : null,
    }));
  }

  async audience(queryable: Queryable, id: Id): Promise<Id[]> {
    return (await queryable.query(audience, [id])).map((row) => row.user_id);
  }

  async source(queryable: Queryable, id: Id): Promise<PlanSource | undefined> {
    const [row] = await queryable.query(source, [id]);
    return row && { id, version: row.version, content: contentOf(row), steps: row.steps };
  }
}
