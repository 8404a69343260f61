import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Audience, statement, type Queryable } from '@almanac/platform';
import { isOn as isOnPlan } from '../plans/plan.sql';
import { isOn } from '../sql/access.sql';

const streamsOf = statement<{ id: Id; live: boolean }>(
  'planning.audience.streams-of',
  `SELECT p.id, p.deleted_at IS NULL AS live FROM planners p
    WHERE p.id = ANY ($2::uuid[]) AND ${isOn('p', '$1::uuid')}
    UNION ALL
   SELECT p.id, p.deleted_at IS NULL FROM plans p
    WHERE p.id = ANY ($2::uuid[]) AND ${isOnPlan('p', '$1::uuid')}`,
);

/** Who belongs to planners and plans, from PostgreSQL. */
@Injectable()
export class SqlAudience extends Audience {
  /** Members of planners are kept by name and by team alike, those of plans are looked up. */
  override members(streams: string): string {
    const planners = `FROM ${streams} s JOIN planners p ON p.id = s.id`;
    const plans = `FROM ${streams} s JOIN plans p ON p.id = s.id`;
    const place = 'p.id AS stream_id, p.deleted_at IS NULL AS live';
    return `
      SELECT stream_id, user_id, live FROM (
        SELECT ${place}, p.owner_id AS user_id ${planners} WHERE p.owner_id IS NOT NULL
         UNION SELECT ${place}, m.user_id ${planners} JOIN planner_members m ON m.planner_id = p.id
         UNION SELECT ${place}, p.owner_id ${plans} WHERE p.owner_id IS NOT NULL
         UNION SELECT ${place}, m.user_id ${plans} JOIN plan_members m ON m.plan_id = p.id
         UNION SELECT ${place}, t.user_id ${plans} JOIN team_members t ON t.team_id = p.team_id) AS member`;
  }

  override async streamsOf(queryable: Queryable, userId: Id, streamIds: readonly Id[]) {
    const rows = await queryable.query(streamsOf, [userId, [...streamIds]]);
    return new Map(rows.map(({ id, live }) => [id, live]));
  }
}
