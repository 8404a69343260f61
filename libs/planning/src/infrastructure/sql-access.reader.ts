import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import type { Tier } from '@almanac/contracts';
import { Config, statement, tierNow, type Queryable, type Statement } from '@almanac/platform';
import { AccessReader, type Standing } from '../application/ports/access-reader';
import type { ReadOnly } from '../domain/read-only';
import type { Thing } from '../domain/refusals';
import { roleOf } from '../domain/role';
import { isOverLimit, isReadOnly, limitParameters, limitValues } from './sql/limits.sql';

interface StandingRow {
  id: Id;
  planner_id: Id;
  role: string | null;
  own_role: string | null;
  team_role: string | null;
  team_id: Id | null;
  gone: boolean;
  over_limit: boolean;
  read_only: { reason: 'planner-limit'; used: number; tier: Tier } | { reason: 'team-tier' } | null;
}

const limits = limitParameters(3);
/** What it takes to say why; worked out only where it is so. */
const readOnlySql = `CASE WHEN ${isReadOnly('p', limits)} THEN CASE
    WHEN p.team_id IS NOT NULL THEN json_build_object('reason', 'team-tier')
    ELSE json_build_object('reason', 'planner-limit',
      'used', (SELECT count(*) FROM planners o WHERE o.owner_id = p.owner_id AND o.deleted_at IS NULL),
      'tier', (SELECT ${tierNow('u')} FROM users u WHERE u.id = p.owner_id)) END END`;

function standings(thing: Thing, from: string, x: string, gone: string): Statement<StandingRow> {
  return statement<StandingRow>(
    `planning.access.${thing}`,
    `SELECT ${x}.id, p.id AS planner_id, ${gone} AS gone,
            CASE WHEN p.owner_id = $1 THEN 'owner' ELSE m.role END AS role,
            CASE WHEN p.owner_id = $1 THEN 'owner' ELSE m.own_role END AS own_role, m.team_role, p.team_id,
            CASE WHEN m.own_role <> 'viewer' THEN ${isOverLimit('planner', 'm', 'p', limits)} ELSE false END AS over_limit,
            ${readOnlySql} AS read_only
       FROM ${from}
       LEFT JOIN planner_members m ON m.planner_id = p.id AND m.user_id = $1
      WHERE ${x}.id = ANY($2::uuid[])`,
  );
}

const inside = (table: string) => `${table} x JOIN planners p ON p.id = x.planner_id`;
const goneInside = '(x.deleted_at IS NOT NULL OR p.deleted_at IS NOT NULL)';

const statements: Record<Thing, Statement<StandingRow>> = {
  planner: standings('planner', 'planners p', 'p', 'p.deleted_at IS NOT NULL'),
  section: standings('section', inside('sections'), 'x', goneInside),
  activity: standings('activity', inside('activities'), 'x', goneInside),
};

const plannersOf = statement<{ id: Id }>(
  'planning.access.planners-of',
  `SELECT p.id FROM planners p
    WHERE p.deleted_at IS NULL AND p.id IN (
          SELECT o.id FROM planners o WHERE o.owner_id = $1
          UNION SELECT m.planner_id FROM planner_members m WHERE m.user_id = $1)
    ORDER BY p.updated_at DESC LIMIT $2`,
);

const withoutTeam = statement<{ id: Id }>(
  'planning.access.without-team',
  'SELECT id FROM planners WHERE id = ANY($1::uuid[]) AND team_id IS NULL',
);
const namesOf = statement<{ id: Id; name: string | null }>(
  'planning.access.names-of',
  `SELECT id, display_name AS name FROM users WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL`,
);

/** Roles and deletions from PostgreSQL, in one query for any number of ids. */
@Injectable()
export class SqlAccessReader extends AccessReader {
  private readonly limits: readonly number[];

  constructor(config: Config) {
    super();
    this.limits = limitValues(config);
  }

  async standings(queryable: Queryable, userId: Id, thing: Thing, ids: readonly Id[]): Promise<Standing[]> {
    const rows = await queryable.query(statements[thing], [userId, [...ids], this.limits]);
    return rows.map((row) => ({
      id: row.id,
      plannerId: row.planner_id,
      gone: row.gone,
      role: row.over_limit ? 'viewer' : roleOf(row.role),
      ownRole: row.over_limit ? 'viewer' : roleOf(row.own_role),
      teamRole: roleOf(row.team_role),
      teamId: row.team_id,
      readOnly: this.readOnlyOf(row),
    }));
  }

  private readOnlyOf({ read_only: why }: StandingRow): ReadOnly | null {
    if (why?.reason !== 'planner-limit') return why;
    return { ...why, limit: this.limits[0] ?? 0 };
  }

  async plannersOf(queryable: Queryable, userId: Id, limit: number): Promise<Id[]> {
    const rows = await queryable.query(plannersOf, [userId, limit]);
    return rows.map(({ id }) => id);
  }

  async withoutTeam(queryable: Queryable, plannerIds: readonly Id[]): Promise<Id[]> {
    const rows = await queryable.query(withoutTeam, [[...plannerIds]]);
    return rows.map(({ id }) => id);
  }

  async namesOf(queryable: Queryable, userIds: readonly Id[]): Promise<ReadonlyMap<Id, string | null>> {
    const rows = await queryable.query(namesOf, [[...userIds]]);
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
