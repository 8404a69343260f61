import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  NOBODY,
  statement,
  ThingSights,
  type Queryable,
  type Sight,
  type Statement,
} from '@almanac/platform';
import { allows, roleOf } from '../domain/role';

const types = ['planner', 'activity', 'plan', 'comment'] as const;
type SeenType = (typeof types)[number];

interface SightRow {
  id: Id;
  title: string;
  within: string;
  ownerId: Id | null;
  userId: Id;
  role: string | null;
}

/** Each thing with each person. The roles are those of `SqlAccessReader`, with the sides changed: many people at once. */
function sights(
  type: SeenType,
  x: string,
  p: string,
  from: string,
  members: string,
  live: string,
  title = `${x}.title`,
) {
  return statement<SightRow & Record<string, unknown>>(
    `planning.sights.${type}`,
    `SELECT ${x}.id, ${title}, ${p}.title AS within, ${p}.owner_id AS "ownerId", u.id AS "userId",
            CASE WHEN ${p}.owner_id = u.id THEN 'owner' ELSE m.role END AS role
       FROM ${from} CROSS JOIN unnest($2::uuid[]) u (id)
       LEFT JOIN ${members} m ON m.${p === 'q' ? 'plan_id' : 'planner_id'} = ${p}.id AND m.user_id = u.id
      WHERE ${x}.id = ANY($1::uuid[]) AND ${live}`,
  );
}

const statements: Record<SeenType, Statement<SightRow & Record<string, unknown>>> = {
  planner: sights('planner', 'p', 'p', 'planners p', 'planner_members', 'p.deleted_at IS NULL'),
  activity: sights(
    'activity',
    'x',
    'p',
    'activities x JOIN planners p ON p.id = x.planner_id',
    'planner_members',
    'x.deleted_at IS NULL AND p.deleted_at IS NULL',
  ),
  // By the title of what is commented on.
  comment: sights(
    'comment',
    'c',
    'p',
    'activity_comments c JOIN activities x ON x.id = c.activity_id JOIN planners p ON p.id = x.planner_id',
    'planner_members',
    'x.deleted_at IS NULL AND p.deleted_at IS NULL',
    'x.title',
  ),
  plan: sights('plan', 'q', 'q', 'plans q', 'plan_members', 'q.deleted_at IS NULL'),
};

const concerned = statement<{ id: Id }>(
  'planning.sights.concerned',
  `SELECT named.id
     FROM (SELECT unnest(a.assignees || a.user_id) FROM activities a WHERE a.id = $1
            UNION SELECT c.user_id FROM activity_comments c WHERE c.activity_id = $1) named (id)
    WHERE named.id <> '${NOBODY}' ORDER BY named.id`,
);

const assignedActivities = statement<{ id: Id }>(
  'planning.sights.assigned-activities',
  `SELECT a.id FROM activities a
    WHERE a.id = ANY($1::uuid[]) AND a.deleted_at IS NULL AND a.assignees @> ARRAY[$2::uuid]`,
);
const assignedPlanners = statement<{ id: Id }>(
  'planning.sights.assigned-planners',
  `SELECT p.id FROM unnest($1::uuid[]) p (id)
    WHERE EXISTS (SELECT FROM activities a
                   WHERE a.planner_id = p.id AND a.deleted_at IS NULL AND a.assignees <> '{}'
                     AND a.assignees @> ARRAY[$2::uuid])`,
);

/** Who may see planners, plans and activities, for whoever tells people of them. */
@Injectable()
export class SqlPlanningSights extends ThingSights {
  override readonly types = types;

  override async look(
    queryable: Queryable,
    type: string,
    ids: readonly Id[],
    userIds: readonly Id[],
  ): Promise<Sight[]> {
    const known = types.find((one) => one === type);
    if (!known) return [];
    const rows = await queryable.query(statements[known], [[...ids], [...userIds]]);
    const found = new Map<Id, Sight & { seenBy: Set<Id> }>();
    for (const { id, title, within, ownerId, userId, role } of rows) {
      const sight = found.get(id) ?? { id, title, within, ownerId, seenBy: new Set<Id>() };
      if (allows(roleOf(role), 'read')) sight.seenBy.add(userId);
      found.set(id, sight);
    }
    return [...found.values()];
  }

  override async concerned(queryable: Queryable, type: string, id: Id): Promise<Id[]> {
    if (type !== 'activity') return [];
    return (await queryable.query(concerned, [id])).map((row) => row.id);
  }

  override async assigned(queryable: Queryable, type: string, ids: readonly Id[], userId: Id): Promise<Id[]> {
    if (type !== 'activity' && type !== 'planner') return [];
    const asked = type === 'activity' ? assignedActivities : assignedPlanners;
    return (await queryable.query(asked, [[...ids], userId])).map(({ id }) => id);
  }
}
