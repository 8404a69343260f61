import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Transaction } from '@almanac/platform';
import type { Resource } from '../application/ports/resource';
import { SectionStore, type Carried } from '../application/ports/section-store';
import type { Placed, Position } from '../domain/position';
import type { Section, SectionContent, SectionSettings, SectionType } from '../domain/section';
import { activityColumns, sectionColumns } from './sql/columns.sql';
import { oneResource, resourceOf, selectJson, type JsonRow } from './sql/resource-row';

const insert = statement(
  'planning.section.insert',
  `INSERT INTO sections (id, planner_id, position, title, description, type, settings)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);

interface SectionRow {
  id: Id;
  planner_id: Id;
  version: number;
  position: Position;
  title: string;
  description: string | null;
  type: SectionType;
  settings: SectionSettings;
  deleted_at: Date | null;
}

const load = statement<SectionRow>(
  'planning.section.load',
  `SELECT id, planner_id, version, position, title, description, type, settings, deleted_at
     FROM sections WHERE id = $1`,
);
const update = statement(
  'planning.section.update',
  `UPDATE sections
      SET position = $2, title = $3, description = $4, type = $5, settings = $6, version = version + 1,
          updated_at = clock_timestamp()
    WHERE id = $1`,
);
const placed = statement<Placed & Record<string, unknown>>(
  'planning.section.placed',
  'SELECT id, position FROM sections WHERE planner_id = $1 AND deleted_at IS NULL ORDER BY position',
);
const setPositions = statement(
  'planning.section.set-positions',
  `UPDATE sections s
      SET position = place.position,
          version = version + (s.id = ANY($3::uuid[]))::int,
          updated_at = CASE WHEN s.id = ANY($3::uuid[]) THEN clock_timestamp() ELSE updated_at END
     FROM unnest($1::uuid[], $2::text[]) AS place (id, position)
    WHERE s.id = place.id`,
);
const carried = `SELECT count(*)::int AS activities,
                        count(*) FILTER (WHERE status = 'completed')::int AS completed FROM taken`;
const remove = statement<Carried & Record<string, unknown>>(
  'planning.section.remove',
  `WITH gone AS (
     UPDATE sections SET deleted_at = clock_timestamp(), version = version + 1, updated_at = clock_timestamp()
      WHERE id = $1 RETURNING id, deleted_at),
   taken AS (
     UPDATE activities a SET deleted_at = gone.deleted_at, deleted_with = gone.id
       FROM gone WHERE a.section_id = gone.id AND a.deleted_at IS NULL RETURNING a.status)
   ${carried}`,
);
const restore = statement<Carried & Record<string, unknown>>(
  'planning.section.restore',
  `WITH back AS (
     UPDATE sections SET deleted_at = NULL, position = $2, version = version + 1, updated_at = clock_timestamp()
      WHERE id = $1 RETURNING id, planner_id),
   taken AS (
     UPDATE activities a SET deleted_at = NULL, deleted_with = NULL
       FROM back
      WHERE a.planner_id = back.planner_id AND a.section_id = back.id AND a.deleted_at IS NOT NULL
        AND a.deleted_with = back.id RETURNING a.status)
   ${carried}`,
);
const resource = statement<JsonRow>(
  'planning.section.resource',
  selectJson(sectionColumns('s'), 'sections s WHERE s.id = $1'),
);
const activitiesOf = statement<JsonRow>(
  'planning.section.activities',
  selectJson(
    activityColumns('a'),
    'activities a WHERE a.section_id = $1 AND a.deleted_at IS NULL ORDER BY a.position',
  ),
);

/** Sections in PostgreSQL, as they are written. */
@Injectable()
export class SqlSectionStore extends SectionStore {
  async insert(
    transaction: Transaction,
    section: { id: Id; plannerId: Id; position: Position; content: SectionContent },
  ): Promise<void> {
    const { id, plannerId, position, content } = section;
    await transaction.query(insert, [id, plannerId, position, ...columnsOf(content)]);
  }

  async load(transaction: Transaction, id: Id): Promise<Section | undefined> {
    const [row] = await transaction.query(load, [id]);
    if (!row) return undefined;
    const { title, description, type, settings } = row;
    return {
      id: row.id,
      plannerId: row.planner_id,
      version: row.version,
      position: row.position,
      deletedAt: row.deleted_at?.toISOString() ?? null,
      content: { title, description, type, settings },
    };
  }

  async update(transaction: Transaction, id: Id, content: SectionContent, position: Position): Promise<void> {
    await transaction.query(update, [id, position, ...columnsOf(content)]);
  }

  placed(transaction: Transaction, plannerId: Id): Promise<Placed[]> {
    return transaction.query(placed, [plannerId]);
  }

  async setPositions(
    transaction: Transaction,
    sections: readonly Placed[],
    moved: readonly Id[],
  ): Promise<void> {
    const ids = sections.map(({ id }) => id);
    const positions = sections.map(({ position }) => position);
    await transaction.query(setPositions, [ids, positions, [...moved]]);
  }

  async remove(transaction: Transaction, id: Id): Promise<Carried> {
    const [row] = await transaction.query(remove, [id]);
    return row ?? { activities: 0, completed: 0 };
  }

  async restore(transaction: Transaction, id: Id, position: Position): Promise<Carried> {
    const [row] = await transaction.query(restore, [id, position]);
    return row ?? { activities: 0, completed: 0 };
  }

  resource(transaction: Transaction, id: Id): Promise<Resource> {
    return oneResource(transaction, resource, [id]);
  }

  async activitiesOf(transaction: Transaction, id: Id): Promise<Resource[]> {
    return (await transaction.query(activitiesOf, [id])).map(resourceOf);
  }
}

function columnsOf({ title, description, type, settings }: SectionContent): unknown[] {
  return [title, description, type, JSON.stringify(settings)];
}
