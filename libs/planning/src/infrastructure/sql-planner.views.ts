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
  type Queryable,
  type RequestContext,
  runPage,
  type SortKey,
  type Statement,
  statement,
  utcInstants,
} from '@almanac/platform';
import type { QueryResultRow } from 'pg';
import {
  PlannerViews,
  type PlannerFilter,
  type PlannerView,
  type Viewer,
} from '../application/ports/planner-views';
import { permittedToRead, roleOn } from './sql/access.sql';
import { type SeenSections, SeenSectionsCache } from './seen-sections';
import { activityColumns, plannerColumns, sectionColumns } from './sql/columns.sql';
import {
  addLimits,
  countingRole,
  limitParameters,
  limitValues,
  isOverPlannerLimit,
  isReadOnly,
  isReadOnlyFor,
  type LimitParameters,
} from './sql/limits.sql';
import type { JsonRow } from './sql/resource-row';

const createdAt: SortKey = { expression: 'p.created_at', shown: 'shown."createdAt"', type: 'timestamptz' };
const sorts: Record<string, SortKey> = {
  createdAt,
  updatedAt: { expression: 'p.updated_at', shown: 'shown."updatedAt"', type: 'timestamptz' },
  title: { expression: 'lower(p.title)', shown: 'lower(shown."title")', type: 'text' },
};
const sectionOrder: SortKey = { expression: 'x."position"', shown: 'shown."position"', type: 'text' };

const archivedIs = {
  true: 'p.archived_at IS NOT NULL',
  false: 'p.archived_at IS NULL',
  all: 'true',
} as const;

const activitiesOfSection = `(SELECT coalesce(json_agg(item), '[]') FROM (
  SELECT ${activityColumns('a')} FROM activities a
   WHERE a.section_id = s.id AND a.deleted_at IS NULL ORDER BY a.position) item)`;

const sectionsOfPlanner = `(SELECT coalesce(json_agg(part), '[]') FROM (
  SELECT ${sectionColumns('s', 'row_number() OVER (ORDER BY s.position) - 1')},
         ${activitiesOfSection} AS "activities"
    FROM sections s WHERE s.planner_id = p.id AND s.deleted_at IS NULL ORDER BY s.position) part)`;

const collaborators = `(SELECT coalesce(json_agg(person), '[]') FROM (
  SELECT m.user_id AS "userId", m.own_role AS "role", m.created_at AS "createdAt"
    FROM planner_members m WHERE m.planner_id = p.id AND m.own_role IS NOT NULL ORDER BY m.created_at, m.user_id) person)`;

/** A link that has run out counts until it is taken back: so the answer changes with the planner's ETag alone. */
const sharing = `json_build_object(
  'link', EXISTS (SELECT FROM share_links l WHERE l.planner_id = p.id),
  'public', coalesce((p.settings ->> 'isPublic')::boolean, false),
  'collaborators', (SELECT count(*) FROM planner_members m WHERE m.planner_id = p.id AND m.own_role IS NOT NULL))`;

const limits = limitParameters(4);
/**
 * Which state of the planner's sections it is: every change of them goes through the row of its counts. `xmin`, the
 * transaction that wrote that row, tells states apart that have one tick, as a planner and its backup may.
 */
const stamp = `(t.tick || '.' || t.xmin)`;
/** `OFFSET 0`: what is shown is worked out once, however often it is named. */
const whole = statement<
  JsonRow & {
    version: number;
    tick: string;
    read_only: boolean;
    capped: boolean | null;
    stamp: string;
    sections: string | null;
  }
>(
  'planning.planner.whole',
  `SELECT p.version, t.tick, ${stamp} AS stamp,
          CASE WHEN ${stamp} IS DISTINCT FROM $5 THEN ${sectionsOfPlanner}::text END AS sections,
          shown."readOnly" AS read_only,
          shown."role" = 'viewer' AND EXISTS (
            SELECT FROM planner_members m
             WHERE m.planner_id = p.id AND m.user_id = $2 AND m.role <> 'viewer') AS capped,
          row_to_json(shown)::text AS json
     FROM planners p
     JOIN planner_stats t ON t.planner_id = p.id,
  LATERAL (SELECT ${plannerColumns('p', 't')}, ${roleOn('p', '$2', limits)} AS "role",
                  ${isReadOnlyFor('p', limits, '$2')} AS "readOnly",
                  ${sharing} AS "sharing", ${collaborators} AS "collaborators" OFFSET 0) shown
    WHERE p.id = $1 AND p.deleted_at IS NULL AND ${permittedToRead('p', '$2', '$3')}`,
);
const section = statement<JsonRow & { version: number }>(
  'planning.section.one',
  `SELECT s.version, row_to_json(shown)::text AS json
     FROM sections s JOIN planners p ON p.id = s.planner_id, LATERAL (SELECT ${sectionColumns('s')}) shown
    WHERE s.id = $1 AND s.deleted_at IS NULL AND p.deleted_at IS NULL
      AND ${permittedToRead('p', '$2', '$3')}`,
);

/** Planners and sections as screens show them; the hot reads of the product are here. */
@Injectable()
export class SqlPlannerViews extends PlannerViews {
  private readonly limits: readonly number[];

  constructor(
    private readonly database: Database,
    private readonly seen: SeenSectionsCache,
    config: Config,
  ) {
    super();
    this.limits = limitValues(config);
  }

  /**
   * Owned and shared planners are two index scans, each limited, then merged: the cost does not grow with
   * what others have. The usual forms are prepared.
   */
  list(context: RequestContext, userId: Id, filter: PlannerFilter, page: PageRequest): Promise<string> {
    const key = sorts[page.sort] ?? createdAt;
    const parameters = new Parameters(userId, page);
    const plain = [filter.search, filter.tag, filter.role, filter.teamId].every(
      (value) => value === undefined,
    );
    const figures = addLimits(parameters, this.limits);
    const conditions = conditionsOf(filter, parameters);
    const branches = branchesOf(filter, parameters, figures);
    const after = afterCursor(key, 'p.id', page, parameters);
    const order = orderBy(key, 'p.id', page.order);
    const selected = branches.map(
      ({ role, readOnly, from }) =>
        `(SELECT p.*, ${role} AS role, ${readOnly} AS read_only FROM ${from} AND ${conditions} AND ${after} ${order}
           LIMIT ${limitOf(page)} + $3::int)`,
    );
    const rows = `SELECT ${plannerColumns('p', 't')}, p.role AS "role", p.read_only AS "readOnly"
      FROM (${selected.join(' UNION ALL ')}) p
      JOIN planner_stats t ON t.planner_id = p.id ${order} LIMIT ${limitOf(page)} OFFSET $3`;
    const total = branches.map(({ from }) => `(SELECT count(*) FROM ${from} AND ${conditions})`).join(' + ');
    const owns = filter.ownsWithoutLimit ? 'unlimited' : 'limited';
    const form = `${page.sort}.${page.order}.${filter.archived}.${owns}.${page.cursor ? 'after' : 'page'}`;
    const list = pageStatement(rows, total, key, page, plain ? `planning.planners.${form}` : undefined);
    return runPage(this.queryable(context, plain), 'planners', page, list, parameters.values);
  }

  async whole(context: RequestContext, viewer: Viewer, id: Id): Promise<PlannerView | undefined> {
    const seen = this.seen.of(id);
    const values = [id, viewer.userId, viewer.everywhere, this.limits, seen?.stamp];
    const [row] = await this.database.read(context, whole, values);
    if (!row) return undefined;
    const { version, tick, read_only: readOnly, capped } = row;
    const sections = this.sectionsOf(id, row, seen);
    const json = `${utcInstants(row.json).slice(0, -1)},"sections":${sections}}`;
    return { json, version, tick, limited: readOnly || capped === true };
  }

  /** Those that came, else those that were seen before and are still so. */
  private sectionsOf(
    plannerId: Id,
    { stamp, sections }: { stamp: string; sections: string | null },
    seen: SeenSections | undefined,
  ): string {
    if (sections === null) return seen?.json ?? '[]';
    const json = utcInstants(sections);
    this.seen.keep(plannerId, { stamp, json });
    return json;
  }

  async sections(context: RequestContext, plannerId: Id, page: PageRequest): Promise<string> {
    const parameters = new Parameters(plannerId, page);
    const from = 'sections s WHERE s.planner_id = $1 AND s.deleted_at IS NULL';
    const place = 'row_number() OVER (ORDER BY s.position) - 1';
    const rows = `SELECT x.* FROM (SELECT ${sectionColumns('s', place)} FROM ${from}) x
      WHERE ${afterCursor(sectionOrder, 'x."id"', page, parameters)}
      ${orderBy(sectionOrder, 'x."id"', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const list = pageStatement(rows, `SELECT count(*) FROM ${from}`, sectionOrder, page);
    return runPage(this.database.for(context), 'sections', page, list, parameters.values);
  }

  async section(context: RequestContext, viewer: Viewer, id: Id) {
    const [row] = await this.database.read(context, section, [id, viewer.userId, viewer.everywhere]);
    return row && { json: utcInstants(row.json), version: row.version };
  }

  /** The usual forms are quick, so they share connections; a search may be slow and gets its own. */
  private queryable(context: RequestContext, quick: boolean): Queryable {
    if (!quick) return this.database.for(context);
    return {
      query: <Row extends QueryResultRow>(list: Statement<Row>, values: readonly unknown[]) =>
        this.database.read(context, list, values),
    };
  }
}

interface Branch {
  role: string;
  /** Asked for each branch apart: even a question that is never put costs time to prepare at each call. */
  readOnly: string;
  from: string;
}

/** What the user owns, and what others or their teams share: the filters may need only one of them. */
function branchesOf(
  { role, teamId, everywhere, ownsWithoutLimit }: PlannerFilter,
  parameters: Parameters,
  figures: LimitParameters,
): Branch[] {
  const owned = {
    role: `'owner'`,
    readOnly: ownsWithoutLimit ? 'false' : isOverPlannerLimit('p', figures, '$1::uuid'),
    from: 'planners p WHERE p.owner_id = $1 AND p.deleted_at IS NULL',
  };
  const readOnly = isReadOnly('p', figures);
  const shared = {
    role: countingRole('planner', 'm', 'p', figures),
    readOnly,
    from: `planner_members m JOIN planners p ON p.id = m.planner_id
            WHERE m.user_id = $1 AND p.deleted_at IS NULL`,
  };
  if (everywhere)
    return [
      { role: roleOn('p', '$1::uuid', figures), readOnly, from: 'planners p WHERE p.deleted_at IS NULL' },
    ];
  if (role === undefined) return teamId === undefined ? [owned, shared] : [shared];
  const inRole = { ...shared, from: `${shared.from} AND ${shared.role} = ${parameters.add(role)}` };
  // Owners of a team own its planners; what belongs to a person belongs to no team.
  return role === 'owner' && teamId === undefined ? [owned, inRole] : [inRole];
}

function conditionsOf(filter: PlannerFilter, parameters: Parameters): string {
  const conditions: string[] = [archivedIs[filter.archived]];
  if (filter.search !== undefined) {
    conditions.push(anyMatches(['p.title', 'p.description'], parameters.add(containing(filter.search))));
  }
  if (filter.tag !== undefined) conditions.push(`p.tags @> ARRAY[${parameters.add(filter.tag)}::text]`);
  if (filter.teamId !== undefined) conditions.push(`p.team_id = ${parameters.add(filter.teamId)}`);
  return conditions.join(' AND ');
}
