import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Transaction } from '@almanac/platform';
import { PlannerStore } from '../application/ports/planner-store';
import type { Resource } from '../application/ports/resource';
import type { Planner, PlannerContent, PlannerSettings } from '../domain/planner';
import { plannerColumns } from './sql/columns.sql';
import { oneResource, selectJson, type JsonRow } from './sql/resource-row';

const lockOwner = statement(
  'planning.planner.lock-owner',
  `SELECT pg_advisory_xact_lock(hashtextextended('planners of ' || $1::text, 0))`,
);
const countOwned = statement<{ count: number }>(
  'planning.planner.count-owned',
  'SELECT count(*)::int AS count FROM planners WHERE owner_id = $1 AND deleted_at IS NULL',
);
const insert = statement(
  'planning.planner.insert',
  `WITH made AS (
     INSERT INTO planners (id, owner_id, title, description, color, icon, cover_image, tags, settings)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id)
   INSERT INTO planner_stats (planner_id) SELECT id FROM made`,
);

interface PlannerRow {
  id: Id;
  owner_id: Id;
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
  `SELECT id, owner_id, version, title, description, color, icon, cover_image, tags, settings, archived_at,
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
  async lockOwner(transaction: Transaction, ownerId: Id): Promise<void> {
    await transaction.query(lockOwner, [ownerId]);
  }

  async countOwned(transaction: Transaction, ownerId: Id): Promise<number> {
    const [row] = await transaction.query(countOwned, [ownerId]);
    return row?.count ?? 0;
  }

  async insert(transaction: Transaction, id: Id, ownerId: Id, content: PlannerContent): Promise<void> {
    await transaction.query(insert, [id, ownerId, ...columnsOf(content)]);
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

function plannerOf(row: PlannerRow): Planner {
  return {
    id: row.id,
    ownerId: row.owner_id,
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
