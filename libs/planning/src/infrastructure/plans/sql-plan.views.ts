import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  afterCursor,
  anyMatches,
  Config,
  containing,
  Database,
  limitOf,
  orderBy,
  type PageRequest,
  pageStatement,
  Parameters,
  type RequestContext,
  runPage,
  type SortKey,
  statement,
  utcInstants,
} from '@almanac/platform';
import { PlanViews, type PlanFilter, type PlanView } from '../../application/plans/ports/plan-views';
import type { Viewer } from '../../application/ports/planner-views';
import type { JsonRow } from '../sql/resource-row';
import { addLimits, limitParameters, limitValues } from '../sql/limits.sql';
import { planColumns, plansOf, standingColumns } from './plan.sql';

const createdAt: SortKey = { expression: 'p.created_at', shown: 'shown."createdAt"', type: 'timestamptz' };
const sorts: Record<string, SortKey> = {
  createdAt,
  updatedAt: { expression: 'p.updated_at', shown: 'shown."updatedAt"', type: 'timestamptz' },
  startsAt: { expression: 'p.starts_at', shown: 'shown."startsAt"', type: 'timestamptz' },
  title: { expression: 'lower(p.title)', shown: 'lower(shown."title")', type: 'text' },
};

const collaborators = `(SELECT coalesce(json_agg(person), '[]') FROM (
  SELECT m.user_id AS "userId", m.role AS "role", m.created_at AS "createdAt"
    FROM plan_members m WHERE m.plan_id = p.id ORDER BY m.created_at, m.user_id) person)`;

/** `OFFSET 0`: what is shown is worked out once, however often it is named. */
const whole = statement<JsonRow & { version: number; steps: string; limited: boolean }>(
  'planning.plan.whole',
  `SELECT p.version, p.steps::text AS steps, row_to_json(shown)::text AS json,
          shown."readOnly" OR (shown."role" = 'viewer' AND EXISTS (
            SELECT FROM plan_members m
             WHERE m.plan_id = p.id AND m.user_id = $2 AND m.role <> 'viewer')) IS TRUE AS limited
     FROM plans p,
  LATERAL (SELECT ${planColumns('p')}, ${standingColumns('p', '$2', limitParameters(4))},
                  ${collaborators} AS "collaborators" OFFSET 0) shown
    WHERE p.id = $1 AND p.deleted_at IS NULL AND ($3::boolean OR shown."role" IS NOT NULL)`,
);

/** Plans as screens show them. */
@Injectable()
export class SqlPlanViews extends PlanViews {
  private readonly limits: readonly number[];

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    super();
    this.limits = limitValues(config);
  }

  /** The cost grows with the plans that the user has something to do with, not with those of others. */
  list(context: RequestContext, userId: Id, filter: PlanFilter, page: PageRequest): Promise<string> {
    const key = sorts[page.sort] ?? createdAt;
    const parameters = new Parameters(userId, page);
    const from = `plans p WHERE p.id IN ${plansOf('$1')} AND ${conditionsOf(filter, parameters)}`;
    const after = afterCursor(key, 'p.id', page, parameters);
    const standing = standingColumns('p', '$1', addLimits(parameters, this.limits));
    const rows = `SELECT ${planColumns('p')}, ${standing} FROM ${from} AND ${after}
      ${orderBy(key, 'p.id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const list = pageStatement(rows, `SELECT count(*) FROM ${from}`, key, page);
    return runPage(this.database.for(context), 'plans', page, list, parameters.values);
  }

  async whole(context: RequestContext, viewer: Viewer, id: Id): Promise<PlanView | undefined> {
    const [row] = await this.database.read(context, whole, [
      ...[id, viewer.userId, viewer.everywhere],
      this.limits,
    ]);
    if (!row) return undefined;
    const json = `${utcInstants(row.json).slice(0, -1)},"steps":${row.steps}}`;
    return { json, version: row.version, limited: row.limited };
  }
}

function conditionsOf({ status, search, teamId }: PlanFilter, parameters: Parameters): string {
  const conditions = ['p.deleted_at IS NULL'];
  if (status !== undefined) conditions.push(`p.status = ${parameters.add(status)}`);
  if (teamId !== undefined) conditions.push(`p.team_id = ${parameters.add(teamId)}`);
  if (search !== undefined) {
    conditions.push(anyMatches(['p.title', 'p.description'], parameters.add(containing(search))));
  }
  return conditions.join(' AND ');
}
