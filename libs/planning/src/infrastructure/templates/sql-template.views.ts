import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  afterCursor,
  anyMatches,
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
import {
  TemplateViews,
  type TemplateFilter,
  type TemplateReader,
  type TemplateView,
} from '../../application/templates/ports/template-views';
import { templateColumns, wholeTemplateColumns } from './template-columns.sql';

const createdAt: SortKey = { expression: 't.created_at', shown: 'shown."createdAt"', type: 'timestamptz' };
const sorts: Record<string, SortKey> = {
  createdAt,
  name: { expression: 'lower(t.name)', shown: 'lower(shown."name")', type: 'text' },
  usageCount: { expression: 't.usage_count', shown: 'shown."usageCount"', type: 'integer' },
};

const one = statement<TemplateView & Record<string, unknown>>(
  'planning.template.one',
  `SELECT row_to_json(shown)::text AS json, t.version, t.usage_count AS "usageCount", t.owner_id AS "ownerId",
          t.team_id AS "teamId", t.visibility
     FROM templates t, LATERAL (SELECT ${wholeTemplateColumns('t')}) shown
    WHERE t.id = $1 AND t.deleted_at IS NULL`,
);

/** What the user $1 sees, by three indexes: their own, what others gave to one of the teams, what others made public. */
const own = 't.owner_id = $1';
const publicOnes = `t.visibility = 'public' AND t.owner_id IS DISTINCT FROM $1`;
const ofTeams = (teams: string) =>
  `t.visibility = 'team' AND t.team_id = ANY(${teams}::uuid[]) AND t.owner_id <> $1`;

const MAX_CATEGORIES = 500;
const categories = statement<{ json: string }>(
  'planning.template.categories',
  `SELECT coalesce(json_agg(shown), '[]')::text AS json
     FROM (SELECT category AS "name", sum(n)::int AS "count"
             FROM (${[own, ofTeams('$2'), publicOnes]
               .map(
                 (seen) =>
                   `SELECT t.category, count(*) AS n FROM templates t WHERE ${seen} AND t.deleted_at IS NULL GROUP BY 1`,
               )
               .join(' UNION ALL ')}) parts
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${MAX_CATEGORIES}) shown`,
);

/** Templates as screens show them. */
@Injectable()
export class SqlTemplateViews extends TemplateViews {
  constructor(private readonly database: Database) {
    super();
  }

  /** Each branch is an index scan, limited by itself, then they are merged. */
  list(
    context: RequestContext,
    reader: TemplateReader,
    filter: TemplateFilter,
    page: PageRequest,
  ): Promise<string> {
    const key = sorts[page.sort] ?? createdAt;
    const parameters = new Parameters(reader.userId, page);
    const conditions = conditionsOf(filter, parameters);
    const branches = branchesOf(reader, filter, parameters);
    const after = afterCursor(key, 't.id', page, parameters);
    const order = orderBy(key, 't.id', page.order);
    const selected = branches.map(
      (seen) =>
        `(SELECT t.* FROM templates t WHERE ${seen} AND ${conditions} AND ${after} ${order}
           LIMIT ${limitOf(page)} + $3::int)`,
    );
    const rows = `SELECT ${templateColumns('t')} FROM (${selected.join(' UNION ALL ')}) t
      ${order} LIMIT ${limitOf(page)} OFFSET $3`;
    const total = branches
      .map((seen) => `(SELECT count(*) FROM templates t WHERE ${seen} AND ${conditions})`)
      .join(' + ');
    const list = pageStatement(rows, total, key, page);
    return runPage(this.database.for(context), 'templates', page, list, parameters.values);
  }

  async one(context: RequestContext, id: Id): Promise<TemplateView | undefined> {
    const [row] = await this.database.read(context, one, [id]);
    return row && { ...row, json: utcInstants(row.json) };
  }

  async categories(context: RequestContext, { userId, teamIds }: TemplateReader): Promise<string> {
    const [row] = await this.database.for(context).query(categories, [userId, [...teamIds]]);
    return `{"categories":${row?.json ?? '[]'}}`;
  }
}

function branchesOf(
  { teamIds }: TemplateReader,
  { mine, visibility }: TemplateFilter,
  parameters: Parameters,
): string[] {
  const branches = [own];
  if (mine === true) return branches;
  const any = visibility === undefined;
  if (teamIds.length > 0 && (any || visibility === 'team'))
    branches.push(ofTeams(parameters.add([...teamIds])));
  if (any || visibility === 'public') branches.push(publicOnes);
  return branches;
}

function conditionsOf(filter: TemplateFilter, parameters: Parameters): string {
  const { search, category, kind, tag, visibility } = filter;
  const conditions = ['t.deleted_at IS NULL'];
  if (search !== undefined) {
    conditions.push(anyMatches(['t.name', 't.description'], parameters.add(containing(search))));
  }
  if (category !== undefined) conditions.push(`t.category = ${parameters.add(category)}`);
  if (kind !== undefined) conditions.push(`t.kind = ${parameters.add(kind)}`);
  if (tag !== undefined) conditions.push(`t.tags @> ARRAY[${parameters.add(tag)}::text]`);
  if (visibility !== undefined) conditions.push(`t.visibility = ${parameters.add(visibility)}`);
  return conditions.join(' AND ');
}
