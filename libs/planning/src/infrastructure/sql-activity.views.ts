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
import { ActivityViews, type ActivityFilter, type ActivityScope } from '../application/ports/activity-views';
import type { Viewer } from '../application/ports/planner-views';
import { permittedToRead } from './sql/access.sql';
import { activityColumns } from './sql/columns.sql';
import type { JsonRow } from './sql/resource-row';

const createdAt: SortKey = { expression: 'a.created_at', shown: 'shown."createdAt"', type: 'timestamptz' };
const rank = (column: string) => `array_position(ARRAY['low', 'medium', 'high', 'urgent'], ${column})`;
const sorts: Record<string, SortKey> = {
  createdAt,
  position: { expression: 'a.position', shown: 'shown."position"', type: 'text' },
  updatedAt: { expression: 'a.updated_at', shown: 'shown."updatedAt"', type: 'timestamptz' },
  dueDate: {
    expression: 'a.due_date',
    shown: 'shown."dueDate"',
    type: 'timestamptz',
    missing: { asc: `'infinity'::timestamptz`, desc: `'-infinity'::timestamptz` },
  },
  title: { expression: 'lower(a.title)', shown: 'lower(shown."title")', type: 'text' },
  priority: { expression: rank('a.priority'), shown: rank('shown."priority"'), type: 'integer' },
};

const one = statement<JsonRow & { version: number; comments: number }>(
  'planning.activity.one',
  `SELECT a.version, a.comments_count AS comments, row_to_json(shown)::text AS json
     FROM activities a JOIN planners p ON p.id = a.planner_id, LATERAL (SELECT ${activityColumns('a')}) shown
    WHERE a.id = $1 AND a.deleted_at IS NULL AND p.deleted_at IS NULL
      AND ${permittedToRead('p', '$2', '$3')}`,
);

/** The planners whose activities a person's list draws from. */
export const ownPlanners = `(
  SELECT p.id FROM planners p WHERE p.owner_id = $1 AND p.deleted_at IS NULL AND p.archived_at IS NULL
  UNION ALL
  SELECT p.id FROM planner_members m JOIN planners p ON p.id = m.planner_id
   WHERE m.user_id = $1 AND p.deleted_at IS NULL AND p.archived_at IS NULL)`;

/** Activities as screens show them. */
@Injectable()
export class SqlActivityViews extends ActivityViews {
  constructor(private readonly database: Database) {
    super();
  }

  /**
   * Across planners each one gives as many rows as the page needs, from its index, and they are merged: the
   * cost grows with the number of the caller's planners, not with all activities.
   */
  list(
    context: RequestContext,
    scope: ActivityScope,
    filter: ActivityFilter,
    page: PageRequest,
  ): Promise<string> {
    const key = sorts[page.sort] ?? createdAt;
    const parameters = new Parameters(ownerOf(scope), page);
    const conditions = ['a.deleted_at IS NULL', ...conditionsOf(filter, parameters)].join(' AND ');
    const after = afterCursor(key, 'a.id', page, parameters);
    const order = orderBy(key, 'a.id', page.order);
    const limit = limitOf(page);
    const source = sourceOf(
      scope,
      filter,
      conditions,
      (inner) => `${inner} AND ${after} ${order} LIMIT ${limit} + $3::int`,
    );
    const rows = `SELECT ${activityColumns('a')} FROM ${source} ${order} LIMIT ${limit} OFFSET $3`;
    const total = `SELECT count(*) FROM ${sourceOf(scope, filter, conditions, (inner) => inner)}`;
    const list = pageStatement(rows, total, key, page);
    return runPage(this.database.for(context), 'activities', page, list, parameters.values);
  }

  async one(context: RequestContext, viewer: Viewer, id: Id) {
    const [row] = await this.database.read(context, one, [id, viewer.userId, viewer.everywhere]);
    return row && { json: utcInstants(row.json), version: row.version, comments: row.comments };
  }
}

function ownerOf(scope: ActivityScope): Id {
  if ('sectionId' in scope) return scope.sectionId;
  return 'plannerId' in scope ? scope.plannerId : scope.userId;
}

/** `FROM` of a list, its rows named `a`; `narrowed` may cut each part short. */
function sourceOf(
  scope: ActivityScope,
  { assignee }: ActivityFilter,
  conditions: string,
  narrowed: (inner: string) => string,
): string {
  const rows = (place: string) => narrowed(`SELECT a.* FROM activities a WHERE ${place} AND ${conditions}`);
  if ('sectionId' in scope) return `(${rows('a.section_id = $1')}) a`;
  if ('plannerId' in scope) return `(${rows('a.planner_id = $1')}) a`;
  // What somebody is assigned to is little: it is found by the person, and the planners are looked up for it.
  if (assignee !== undefined)
    return `(${rows(`a.planner_id IN (SELECT mine.id FROM ${ownPlanners} mine)`)}) a`;
  return `${ownPlanners} mine, LATERAL (${rows('a.planner_id = mine.id')}) a`;
}

function conditionsOf(filter: ActivityFilter, parameters: Parameters): string[] {
  const conditions: string[] = [];
  const oneOf = (column: string, values: readonly string[] | undefined) => {
    if (values) conditions.push(`${column} = ANY(${parameters.add([...values])}::text[])`);
  };
  oneOf('a.status', filter.statuses);
  oneOf('a.priority', filter.priorities);
  oneOf('a.type', filter.types);
  if (filter.tag !== undefined) conditions.push(`a.tags @> ARRAY[${parameters.add(filter.tag)}::text]`);
  if (filter.assignee !== undefined) {
    conditions.push(`a.assignees <> '{}' AND a.assignees @> ARRAY[${parameters.add(filter.assignee)}::uuid]`);
  }
  if (filter.dueBefore !== undefined) conditions.push(`a.due_date < ${parameters.add(filter.dueBefore)}`);
  if (filter.dueAfter !== undefined) conditions.push(`a.due_date > ${parameters.add(filter.dueAfter)}`);
  if (filter.overdue !== undefined) {
    const overdue = `a.due_date < now() AND a.status IN ('pending', 'in-progress')`;
    conditions.push(filter.overdue ? overdue : `NOT coalesce(${overdue}, false)`);
  }
  if (filter.text !== undefined) {
    conditions.push(anyMatches(['a.title', 'a.description'], parameters.add(containing(filter.text))));
  }
  const range = rangeOf(filter, parameters);
  return range === undefined ? conditions : [...conditions, range];
}

/** Completed or due between the two ends; either may be open. */
function rangeOf({ from, until }: ActivityFilter, parameters: Parameters): string | undefined {
  if (from === undefined && until === undefined) return undefined;
  const first = from === undefined ? undefined : parameters.add(from);
  const last = until === undefined ? undefined : parameters.add(until);
  const within = (column: string) =>
    [first && `${column} >= ${first}`, last && `${column} <= ${last}`].filter(Boolean).join(' AND ');
  return `((${within('a.completed_at')}) OR (${within('a.due_date')}))`;
}
