import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Queryable } from '@almanac/platform';
import { AttachmentStore, type AttachedTo } from '../../application/ports/attachment-store';
import type { Resource } from '../../application/ports/resource';
import type { Attachment } from '../../domain/activity-parts/attachments';
import { activityColumns } from '../sql/columns.sql';
import { oneResource, selectJson, type JsonRow } from '../sql/resource-row';

/** By the index of what has attachments at all. */
const has = (file: string) =>
  `a.attachments <> '[]' AND a.attachments @> jsonb_build_array(jsonb_build_object('id', ${file}::text))`;
const without = (file: string) =>
  `(SELECT coalesce(jsonb_agg(one ORDER BY place), '[]')
      FROM jsonb_array_elements(a.attachments) WITH ORDINALITY AS each (one, place) WHERE one ->> 'id' <> ${file}::text)`;

const holding = statement<AttachedTo & Record<string, unknown>>(
  'planning.attachments.holding',
  `SELECT f.id AS "fileId", a.id AS "activityId"
     FROM unnest($1::uuid[]) f (id) JOIN activities a ON ${has('f.id')} AND a.deleted_at IS NULL`,
);
const plannersOf = statement<{ id: Id }>(
  'planning.attachments.planners',
  `SELECT DISTINCT a.planner_id AS id FROM activities a WHERE ${has('$1::uuid')} ORDER BY 1`,
);
const attachedIn = statement<{ id: Id; attachments: Attachment[] }>(
  'planning.attachments.in',
  `SELECT a.id, a.attachments FROM activities a
    WHERE a.planner_id = $1 AND ${has('$2::uuid')} AND a.deleted_at IS NULL ORDER BY a.id LIMIT 100`,
);
const release = statement<JsonRow>(
  'planning.attachments.release',
  `WITH written AS (
     UPDATE activities a SET attachments = ${without('$2::uuid')}, version = version + 1,
            updated_at = clock_timestamp()
      WHERE id = $1 RETURNING *)
   ${selectJson(activityColumns('w'), 'written w')}`,
);
const releaseInTrash = statement(
  'planning.attachments.release-in-trash',
  `UPDATE activities a SET attachments = ${without('$2::uuid')}
    WHERE a.planner_id = $1 AND ${has('$2::uuid')} AND a.deleted_at IS NOT NULL`,
);

/** Files on activities in PostgreSQL. */
@Injectable()
export class SqlAttachmentStore extends AttachmentStore {
  override holding(queryable: Queryable, fileIds: readonly Id[]): Promise<AttachedTo[]> {
    return queryable.query(holding, [[...fileIds]]);
  }

  override async plannersOf(queryable: Queryable, fileId: Id): Promise<Id[]> {
    return (await queryable.query(plannersOf, [fileId])).map(({ id }) => id);
  }

  override attachedIn(queryable: Queryable, plannerId: Id, fileId: Id) {
    return queryable.query(attachedIn, [plannerId, fileId]);
  }

  override release(queryable: Queryable, activityId: Id, fileId: Id): Promise<Resource> {
    return oneResource(queryable, release, [activityId, fileId]);
  }

  override async releaseInTrash(queryable: Queryable, plannerId: Id, fileId: Id): Promise<void> {
    await queryable.query(releaseInTrash, [plannerId, fileId]);
  }
}
