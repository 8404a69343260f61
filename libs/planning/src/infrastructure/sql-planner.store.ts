import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import { PlannerStore } from '../application/ports/planner-store';
import type { Resource } from '../application/ports/resource';
import type { Planner, PlannerContent, PlannerOwner, PlannerSettings } from '../domain/planner';
import { plannerColumns } from './sql/columns.sql';
import { oneResource, selectJson, type JsonRow } from './sql/resource-row';

const countOwned = statement<{ count: number }>(
  'planning.planner.count-owned',
  'SELECT count(*)::int AS count FROM planners WHERE owner_id = $1 AND deleted_at IS NULL',
);
const countOfTeam = statement<{ count: number }>(
  'planning.planner.count-of-team',
  'SELECT count(*)::int AS count FROM planners WHERE team_id = $1 AND deleted_at IS NULL',
);
const trashOfTeam = statement<{ id: Id }>(
  'planning.planner.trash-of-team',
  'SELECT id FROM planners WHERE team_id = $1 AND deleted_at IS NOT NULL',
);
const takeTrashOfTeam = statement(
  'planning.planner.take-trash-of-team',
  `UPDATE planners SET owner_id = $2, team_id = NULL, version = version + 1
    WHERE team_id = $1 AND deleted_at IS NOT NULL`,
);
const insert = statement(
  'planning.planner.insert',
  `WITH made AS (
     INSERT INTO planners (id, owner_id, team_id, title, description, color, icon, cover_image, tags, settings)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id)
   INSERT INTO planner_stats (planner_id) SELECT id FROM made`,
);

interface PlannerRow {
  id: Id;
  owner_id: Id | null;
  team_id: Id | null;
  version: number;
  title: string;
  description: string | null;
  color: string | null;
  icon: string | null;
  cover_image: string | null;
  tags: string[];
  settings: PlannerSettings;
  archived_at: Date | null;
  deleted_at: Date | null;
}

const load = statement<PlannerRow>(
  'planning.planner.load',
  `SELECT id, owner_id, team_id, version, title, description, color, icon, cover_image, tags, settings, archived_at,
          deleted_at
     FROM planners WHERE id = $1`,
);
const update = statement(
  'planning.planner.update',
  `UPDATE planners
      SET title = $2, description = $3, color = $4, icon = $5, cover_image = $6, tags = $7, settings = $8,
          version = version + 1, updated_at = clock_timestamp()
    WHERE id = $1`,
);
const setArchived = statement(
  'planning.planner.set-archived',
  `UPDATE planners
      SET archived_at = CASE WHEN $2 THEN clock_timestamp() END, version = version + 1,
          updated_at = clock_timestamp()
    WHERE id = $1`,
);
const setDeleted = statement(
  'planning.planner.set-deleted',
  `UPDATE planners
      SET deleted_at = CASE WHEN $2 THEN clock_timestamp() END, version = version + 1,
          updated_at = clock_timestamp()
    WHERE id = $1`,
);
const resource = statement<JsonRow>(
  'planning.planner.resource',
  selectJson(
    plannerColumns('p', 't'),
    'planners p JOIN planner_stats t ON t.planner_id = p.id WHERE p.id = $1',
  ),
);

/** Planners in PostgreSQL, as they are written. */
@Injectable()
export class SqlPlannerStore extends PlannerStore {
  async countOwned(queryable: Queryable, ownerId: Id): Promise<number> {
    const [row] = await queryable.query(countOwned, [ownerId]);
    return row?.count ?? 0;
  }

  async countOfTeam(transaction: Transaction, teamId: Id): Promise<number> {
    const [row] = await transaction.query(countOfTeam, [teamId]);
    return row?.count ?? 0;
  }

  async trashOfTeam(transaction: Transaction, teamId: Id): Promise<Id[]> {
    return (await transaction.query(trashOfTeam, [teamId])).map(({ id }) => id);
  }

  async takeTrashOfTeam(transaction: Transaction, teamId: Id, userId: Id): Promise<void> {
    await transaction.query(takeTrashOfTeam, [teamId, userId]);
  }

  async insert(
    transaction: Transaction,
    id: Id,
    owner: PlannerOwner,
    content: PlannerContent,
  ): Promise<void> {
    const [userId, teamId] = 'userId' in owner ? [owner.userId, null] : [null, owner.teamId];
    await transaction.query(insert, [id, userId, teamId, ...columnsOf(content)]);
  }

  async load(transaction: Transaction, id: Id): Promise<Planner | undefined> {
    const [row] = await transaction.query(load, [id]);
    return row && plannerOf(row);
  }

  async update(transaction: Transaction, id: Id, content: PlannerContent): Promise<void> {
    await transaction.query(update, [id, ...columnsOf(content)]);
  }

  async setArchived(transaction: Transaction, id: Id, archived: boolean): Promise<void> {
    await transaction.query(setArchived, [id, archived]);
  }

  async setDeleted(transaction: Transaction, id: Id, deleted: boolean): Promise<void> {
    await transaction.query(setDeleted, [id, deleted]);
  }

  resource(transaction: Transaction, id: Id): Promise<Resource> {
    return oneResource(transaction, resource, [id]);
  }
}

function columnsOf(content: PlannerContent): unknown[] {
  const { title, description, color, icon, coverImage, tags, settings } = content;
  return [title, description, color, icon, coverImage, tags, JSON.stringify(settings)];
}

function ownerOf({ id, owner_id, team_id }: PlannerRow): PlannerOwner {
  if (owner_id !== null) return { userId: owner_id };
  if (team_id !== null) return { teamId: team_id };
  throw new Error(`Planner ${id} belongs to nobody`);
}

function plannerOf(row: PlannerRow): Planner {
  return {
    id: row.id,
    owner: ownerOf(row),
    version: row.version,
    archivedAt: row.archived_at?.toISOString() ?? null,
    deletedAt: row.deleted_at?.toISOString() ?? null,
    content: {
      title: row.title,
      description: row.description,
      color: row.color,
      icon: row.icon,
      coverImage: row.cover_image,
      tags: row.tags,
      settings: row.settings,
    },
  };
}
