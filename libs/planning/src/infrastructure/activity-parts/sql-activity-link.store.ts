import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Queryable } from '@almanac/platform';
import { ActivityLinkStore } from '../../application/ports/activity-link-store';
import type { Waiting } from '../../domain/activity-parts/dependencies';

const seeing = statement<{ id: Id }>(
  'planning.links.seeing',
  `SELECT p.owner_id AS id FROM planners p WHERE p.id = $1 AND p.owner_id = ANY($2::uuid[])
    UNION
   SELECT m.user_id FROM planner_members m WHERE m.planner_id = $1 AND m.user_id = ANY($2::uuid[])`,
);
const present = statement<{ id: Id }>(
  'planning.links.present',
  'SELECT id FROM activities WHERE id = ANY($2::uuid[]) AND planner_id = $1 AND deleted_at IS NULL',
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

/** Links of activities in PostgreSQL. */
@Injectable()
export class SqlActivityLinkStore extends ActivityLinkStore {
  seeing(queryable: Queryable, plannerId: Id, userIds: readonly Id[]): Promise<Id[]> {
    return idsOf(queryable.query(seeing, [plannerId, [...userIds]]));
  }

  present(queryable: Queryable, plannerId: Id, ids: readonly Id[]): Promise<Id[]> {
    return idsOf(queryable.query(present, [plannerId, [...ids]]));
  }

  async waiting(queryable: Queryable, plannerId: Id): Promise<Waiting[]> {
    const rows = await queryable.query(waiting, [plannerId]);
    return rows.map(({ id, title, blocked_by }) => ({ id, title, blockedBy: blocked_by }));
  }

  waitingFor(queryable: Queryable, plannerId: Id, id: Id): Promise<Id[]> {
    return idsOf(queryable.query(waitingFor, [plannerId, id]));
  }
}

async function idsOf(rows: Promise<{ id: Id }[]>): Promise<Id[]> {
  return (await rows).map(({ id }) => id);
}
