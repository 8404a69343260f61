import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Audience, statement, type Listener, type Queryable } from '@almanac/platform';
import { roleOn as planRoleOn } from '../plans/plan.sql';
import { roleOn } from '../sql/access.sql';

/** $1 a planner or plan. Members of planners are kept by name and by team alike, those of plans are looked up. */
const of = statement<{ user_id: Id; live: boolean }>(
  'planning.audience.of',
  `SELECT p.owner_id AS user_id, p.deleted_at IS NULL AS live FROM planners p
    WHERE p.id = $1 AND p.owner_id IS NOT NULL
    UNION SELECT m.user_id, p.deleted_at IS NULL FROM planner_members m JOIN planners p ON p.id = m.planner_id
    WHERE m.planner_id = $1
    UNION SELECT p.owner_id, p.deleted_at IS NULL FROM plans p WHERE p.id = $1 AND p.owner_id IS NOT NULL
    UNION SELECT m.user_id, p.deleted_at IS NULL FROM plan_members m JOIN plans p ON p.id = m.plan_id
    WHERE m.plan_id = $1
    UNION SELECT t.user_id, p.deleted_at IS NULL FROM plans p JOIN team_members t ON t.team_id = p.team_id
    WHERE p.id = $1`,
);
const streamsOf = statement<{ id: Id; live: boolean }>(
  'planning.audience.streams-of',
  `SELECT p.id, p.deleted_at IS NULL AS live FROM planners p
    WHERE p.id = ANY ($2::uuid[]) AND ${roleOn('p', '$1::uuid')} IS NOT NULL
    UNION ALL
   SELECT p.id, p.deleted_at IS NULL FROM plans p
    WHERE p.id = ANY ($2::uuid[]) AND ${planRoleOn('p', '$1::uuid')} IS NOT NULL`,
);

/** Who belongs to planners and plans, from PostgreSQL. */
@Injectable()
export class SqlAudience extends Audience {
  override async of(queryable: Queryable, streamId: Id): Promise<Listener[]> {
    const rows = await queryable.query(of, [streamId]);
    return rows.map(({ user_id: userId, live }) => ({ userId, live }));
  }

  override async streamsOf(queryable: Queryable, userId: Id, streamIds: readonly Id[]) {
    const rows = await queryable.query(streamsOf, [userId, [...streamIds]]);
    return new Map(rows.map(({ id, live }) => [id, live]));
  }
}
