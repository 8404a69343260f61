import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  afterCursor,
  anyMatches,
  containing,
  Database,
  limitOf,
  orderBy,
  pageStatement,
  Parameters,
  runPage,
  statement,
  utcInstants,
  type PageRequest,
  type RequestContext,
  type SortKey,
  type Statement,
} from '@almanac/platform';
import { OutsideViews, type PublicFilter } from '../../application/ports/sharing/outside-views';
import type { JsonRow } from '../sql/resource-row';
import { isPublic, outsidePlannerColumns, outsideSections, ownerIsThere } from './outside.sql';

const createdAt: SortKey = { expression: 'p.created_at', shown: 'shown."createdAt"', type: 'timestamptz' };
const sorts: Record<string, SortKey> = {
  createdAt,
  updatedAt: { expression: 'p.updated_at', shown: 'shown."updatedAt"', type: 'timestamptz' },
};

function whole(name: string, condition: string): Statement<JsonRow> {
  return statement<JsonRow>(
    `planning.outside.${name}`,
    `SELECT row_to_json(shown)::text AS json
       FROM planners p JOIN planner_stats t ON t.planner_id = p.id,
    LATERAL (SELECT ${outsidePlannerColumns('p', 't')}, ${outsideSections} AS "sections") shown
      WHERE p.id = $1 AND ${condition} AND ${ownerIsThere}`,
  );
}

const shared = whole('shared', 'p.deleted_at IS NULL');
const open = whole('public', isPublic);

/** Planners as anybody sees them. */
@Injectable()
export class SqlOutsideViews extends OutsideViews {
  constructor(private readonly database: Database) {
    super();
  }

  override shared(context: RequestContext, plannerId: Id): Promise<string | undefined> {
    return this.one(context, shared, plannerId);
  }

  override public(context: RequestContext, plannerId: Id): Promise<string | undefined> {
    return this.one(context, open, plannerId);
  }

  override publicList(context: RequestContext, filter: PublicFilter, page: PageRequest): Promise<string> {
    const key = sorts[page.sort] ?? createdAt;
    const parameters = new Parameters('true', page);
    const conditions = [isPublic, ownerIsThere, 'p.archived_at IS NULL', `p.settings ->> 'isPublic' = $1`];
    if (filter.search !== undefined) {
      conditions.push(anyMatches(['p.title', 'p.description'], parameters.add(containing(filter.search))));
    }
    if (filter.tag !== undefined) conditions.push(`p.tags @> ARRAY[${parameters.add(filter.tag)}::text]`);
    const source = `FROM planners p WHERE ${conditions.join(' AND ')}`;
    // The page first: counts are looked up for what is shown alone.
    const chosen = `SELECT p.* ${source} AND ${afterCursor(key, 'p.id', page, parameters)}
      ${orderBy(key, 'p.id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const rows = `SELECT ${outsidePlannerColumns('p', 't')} FROM (${chosen}) p
      JOIN planner_stats t ON t.planner_id = p.id ${orderBy(key, 'p.id', page.order)}`;
    const list = pageStatement(rows, `SELECT count(*) ${source}`, key, page);
    return runPage(this.database.for(context), 'planners', page, list, parameters.values);
  }

  private async one(
    context: RequestContext,
    wanted: Statement<JsonRow>,
    id: Id,
  ): Promise<string | undefined> {
    const [row] = await this.database.for(context).query(wanted, [id]);
    return row && utcInstants(row.json);
  }
}
