import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { NOBODY, statement, type Queryable } from '@almanac/platform';
import { ActivityLinkStore } from '../../application/ports/activity-link-store';
import type { Resource } from '../../application/ports/resource';
import type { Waiting } from '../../domain/activity-parts/dependencies';
import { activityColumns } from '../sql/columns.sql';
import { oneResource, selectJson, type JsonRow } from '../sql/resource-row';

const seeing = statement<{ id: Id }>(
  'planning.links.seeing',
  `SELECT p.owner_id AS id FROM planners p WHERE p.id = $1 AND p.owner_id = ANY($2::uuid[])
    UNION
   SELECT m.user_id FROM planner_members m WHERE m.planner_id = $1 AND m.user_id = ANY($2::uuid[])`,
);
const name = statement(
  'planning.links.name',
  `INSERT INTO planner_named_people (planner_id, user_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING`,
);
const nameAllOf = statement(
  'planning.links.name-all-of',
  `INSERT INTO planner_named_people (planner_id, user_id)
   SELECT $1, named.id
     FROM (SELECT unnest(assignees || user_id || updated_by) FROM activities WHERE id = $2
            UNION SELECT unnest(mentions || user_id) FROM activity_comments WHERE activity_id = $2
            UNION SELECT user_id FROM activity_reminders WHERE activity_id = $2) named (id)
    WHERE named.id <> '${NOBODY}'
   ON CONFLICT DO NOTHING`,
);
const letSee = statement(
  'planning.links.let-see',
  `INSERT INTO planner_members (planner_id, user_id, role) VALUES ($1, $2, 'viewer') ON CONFLICT DO NOTHING`,
);
const present = statement<{ id: Id }>(
  'planning.links.present',
  'SELECT id FROM activities WHERE id = ANY($2::uuid[]) AND planner_id = $1 AND ($3 OR deleted_at IS NULL)',
);
const waiting = statement<{ id: Id; title: string; blocked_by: Id[] }>(
  'planning.links.waiting',
  `SELECT id, title, blocked_by FROM activities WHERE planner_id = $1 AND blocked_by <> '{}'`,
);
const waitingFor = statement<{ id: Id }>(
  'planning.links.waiting-for',
  `SELECT id FROM activities
    WHERE planner_id = $1 AND blocked_by <> '{}' AND $2::uuid = ANY(blocked_by) AND deleted_at IS NULL ORDER BY id`,
);

const assigned = (user: string) =>
  `a.assignees <> '{}' AND a.assignees @> ARRAY[${user}::uuid] AND a.status IN ('pending', 'in-progress')`;
const unseen = statement<{ id: Id }>(
  'planning.links.unseen',
  `SELECT DISTINCT a.planner_id AS id FROM activities a JOIN planners p ON p.id = a.planner_id
    WHERE ${assigned('$1')} AND p.owner_id IS DISTINCT FROM $1
      AND NOT EXISTS (SELECT FROM planner_members m WHERE m.planner_id = p.id AND m.user_id = $1)
    ORDER BY 1`,
);
const openAssigned = statement<{ id: Id; assignees: Id[] }>(
  'planning.links.open-assigned',
  `SELECT a.id, a.assignees FROM activities a WHERE a.planner_id = $1 AND ${assigned('$2')}
      AND a.deleted_at IS NULL ORDER BY a.id LIMIT 100`,
);
const releaseInTrash = statement(
  'planning.links.release-in-trash',
  `UPDATE activities a SET assignees = array_remove(a.assignees, $2)
    WHERE a.planner_id = $1 AND ${assigned('$2')} AND a.deleted_at IS NOT NULL`,
);
const release = statement<JsonRow>(
  'planning.links.release',
  `WITH written AS (
     UPDATE activities SET assignees = array_remove(assignees, $2), version = version + 1, updated_at = clock_timestamp()
      WHERE id = $1 RETURNING *)
   ${selectJson(activityColumns('w'), 'written w')}`,
);

/** Links of activities in PostgreSQL. */
@Injectable()
export class SqlActivityLinkStore extends ActivityLinkStore {
  seeing(queryable: Queryable, plannerId: Id, userIds: readonly Id[]): Promise<Id[]> {
    return idsOf(queryable.query(seeing, [plannerId, [...userIds]]));
  }

  async name(queryable: Queryable, plannerId: Id, userIds: readonly Id[]): Promise<void> {
    await queryable.query(name, [plannerId, [...userIds]]);
  }

  async nameAllOf(queryable: Queryable, plannerId: Id, activityId: Id): Promise<void> {
    await queryable.query(nameAllOf, [plannerId, activityId]);
  }

  async letSee(queryable: Queryable, plannerId: Id, userId: Id): Promise<void> {
    await queryable.query(letSee, [plannerId, userId]);
  }

  present(
    queryable: Queryable,
    plannerId: Id,
    ids: readonly Id[],
    { beDeleted }: { beDeleted: boolean },
  ): Promise<Id[]> {
    return idsOf(queryable.query(present, [plannerId, [...ids], beDeleted]));
  }

  async waiting(queryable: Queryable, plannerId: Id): Promise<Waiting[]> {
    const rows = await queryable.query(waiting, [plannerId]);
    return rows.map(({ id, title, blocked_by }) => ({ id, title, blockedBy: blocked_by }));
  }

  unseen(queryable: Queryable, userId: Id): Promise<Id[]> {
    return idsOf(queryable.query(unseen, [userId]));
  }

  openAssigned(queryable: Queryable, plannerId: Id, userId: Id) {
    return queryable.query(openAssigned, [plannerId, userId]);
  }

  release(queryable: Queryable, id: Id, userId: Id): Promise<Resource> {
    return oneResource(queryable, release, [id, userId]);
  }

  async releaseInTrash(queryable: Queryable, plannerId: Id, userId: Id): Promise<void> {
    await queryable.query(releaseInTrash, [plannerId, userId]);
  }

  waitingFor(queryable: Queryable, plannerId: Id, id: Id): Promise<Id[]> {
    return idsOf(queryable.query(waitingFor, [plannerId, id]));
  }
}

async function idsOf(rows: Promise<{ id: Id }[]>): Promise<Id[]> {
  return (await rows).map(({ id }) => id);
}
