import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Queryable } from '@almanac/platform';
import { PlanReader, type PlanSource, type PlanStanding } from '../../application/plans/ports/plan-reader';
import { roles, type Role } from '../../domain/role';
import { contentOf, PLAN_COLUMNS, type PlanRow } from './plan-row';
import { ownRoleOn, roleOn, teamRoleOn } from './plan.sql';

const standings = statement<{
  id: Id;
  role: string | null;
  own_role: string | null;
  team_role: string | null;
  team_id: Id | null;
  gone: boolean;
}>(
  'planning.plan.standings',
  `SELECT p.id, p.team_id, p.deleted_at IS NOT NULL AS gone, ${roleOn('p', '$1')} AS role,
          ${ownRoleOn('p', '$1')} AS own_role, ${teamRoleOn('p', '$1')} AS team_role
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
  async standings(queryable: Queryable, userId: Id, ids: readonly Id[]): Promise<PlanStanding[]> {
    const rows = await queryable.query(standings, [userId, [...ids]]);
    return rows.map((row) => ({
      id: row.id,
      role: roleOf(row.role),
      ownRole: roleOf(row.own_role),
      teamRole: roleOf(row.team_role),
      teamId: row.team_id,
      gone: row.gone,
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

function roleOf(text: string | null): Role | null {
  return roles.find((role) => role === text) ?? null;
}
