import { commentColumns } from '../activity-parts/sql-comment.store';
import { activityColumns, plannerColumns, sectionColumns } from '../sql/columns.sql';
import { planColumns, standingColumns } from '../plans/plan.sql';
import { roleOn } from '../sql/access.sql';
import { isReadOnly, type LimitParameters } from '../sql/limits.sql';
import { templateColumns } from '../templates/template-columns.sql';

/**
 * A type of thing that the delta sync shows. All that is SQL: rows are named `x`, the caller's id is `$1`. Whoever adds a
 * type adds an entry here; its events must be in the stream of the planner, with the type and id as their resource.
 */
export interface SyncedType {
  /** As events and clients name it. */
  type: string;
  from: string;
  /** Of the planner that it stands in; a plan and a template stand by themselves. */
  plannerId: string;
  live: string;
  columns: (limits: LimitParameters) => string;
}

/** In the order in which clients want them: what a thing stands in before the thing. */
export const syncedTypes: readonly SyncedType[] = [
  {
    type: 'planner',
    from: 'planners x JOIN planner_stats t ON t.planner_id = x.id',
    plannerId: 'x.id',
    live: 'x.deleted_at IS NULL',
    columns: (limits) => `${plannerColumns('x', 't')}, ${roleOn('x', '$1::uuid', limits)} AS "role",
      ${isReadOnly('x', limits)} AS "readOnly"`,
  },
  {
    type: 'section',
    from: 'sections x',
    plannerId: 'x.planner_id',
    live: 'x.deleted_at IS NULL',
    columns: () => sectionColumns('x'),
  },
  {
    type: 'activity',
    from: 'activities x',
    plannerId: 'x.planner_id',
    live: 'x.deleted_at IS NULL',
    columns: () => activityColumns('x'),
  },
  {
    type: 'comment',
    from: 'activity_comments x JOIN activities a ON a.id = x.activity_id',
    plannerId: 'a.planner_id',
    live: 'a.deleted_at IS NULL AND a.comments_count > 0',
    columns: () => commentColumns('x', 'a'),
  },
  {
    type: 'plan',
    from: 'plans x',
    plannerId: 'x.id',
    live: 'x.deleted_at IS NULL',
    columns: (limits) => `${planColumns('x')}, ${standingColumns('x', '$1::uuid', limits)}`,
  },
  {
    type: 'template',
    from: 'templates x',
    plannerId: 'x.id',
    live: 'x.deleted_at IS NULL',
    columns: () => templateColumns('x'),
  },
];

/** The JSON of the thing that `k` names by `type` and `id`; null where it is not live. */
export function shownJson(limits: LimitParameters): string {
  const cases = syncedTypes.map(
    ({ type, from, live, columns }) =>
      `WHEN '${type}' THEN (SELECT row_to_json(shown)::text FROM (
         SELECT ${columns(limits)} FROM ${from} WHERE x.id = k.id AND ${live}) shown)`,
  );
  return `CASE k.type ${cases.join(' ')} END`;
}

/** The planner of the thing that `k` names. */
export const plannerOf = `CASE k.type ${syncedTypes
  .map(
    ({ type, from, plannerId, live }) =>
      `WHEN '${type}' THEN (SELECT ${plannerId} FROM ${from} WHERE x.id = k.id AND ${live})`,
  )
  .join(' ')} END`;
