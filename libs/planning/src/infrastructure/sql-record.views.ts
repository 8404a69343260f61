import { Injectable } from '@nestjs/common';
import { systemClock, zoneOffsets, type Id } from '@almanac/kernel';
import {
  afterCursor,
  Database,
  limitOf,
  orderBy,
  type PageRequest,
  pageStatement,
  Parameters,
  type RequestContext,
  runPage,
  type SortKey,
} from '@almanac/platform';
import { RecordViews, type WantedTrash } from '../application/ports/record-views';
import { KEPT_DAYS } from '../domain/retention';
import { rolesFor } from '../domain/role';
import { isOwner, plansOf } from './plans/plan.sql';
import { newFields } from './sql/history.sql';
import { dayParameters } from './sql/days.sql';
import { statisticsOf } from './sql/statistics.sql';

const bySeq: SortKey = { expression: 'o.seq', shown: 'shown."seq"::float8', type: 'bigint' };
const byDeletion: SortKey = { expression: 'x."deletedAt"', shown: 'shown."deletedAt"', type: 'timestamptz' };

const historyColumns = `o.event_id AS "id", o.seq AS "seq", o.name AS "action", o.resource_type AS "resourceType",
  o.resource_id AS "resourceId", o.resource_version AS "resourceVersion", o.actor_id AS "actorId",
  o.occurred_at AS "occurredAt", coalesce(o.changes, ${newFields('o')}, '[]') AS "changes"`;

const writers = rolesFor('write')
  .map((role) => `'${role}'`)
  .join(', ');
/** Planners in which the user may bring things back. */
const writable = `(
  SELECT p.id FROM planners p WHERE p.owner_id = $1 AND p.deleted_at IS NULL
  UNION ALL
  SELECT p.id FROM planner_members m JOIN planners p ON p.id = m.planner_id
   WHERE m.user_id = $1 AND m.role IN (${writers}) AND p.deleted_at IS NULL) mine`;
const kept = (x: string) => `${x}.deleted_at > now() - interval '${KEPT_DAYS} days'`;

function trashed(type: string, x: string, plannerId: string, sectionId: string, title = 'title'): string {
  return `SELECT '${type}' AS "type", ${x}.id AS "id", ${x}.${title} AS "title", ${plannerId} AS "plannerId",
                 ${sectionId} AS "sectionId", ${x}.deleted_at AS "deletedAt",
                 ${x}.deleted_at + interval '${KEPT_DAYS} days' AS "purgeAt"`;
}

const trash = `
  ${trashed('planner', 'p', 'p.id', 'NULL::uuid')}
    FROM planners p WHERE p.owner_id = $1 AND ${kept('p')}
  UNION ALL
  ${trashed('planner', 'p', 'p.id', 'NULL::uuid')}
    FROM planner_members m JOIN planners p ON p.id = m.planner_id
   WHERE m.user_id = $1 AND m.role = 'owner' AND ${kept('p')}
  UNION ALL
  ${trashed('section', 's', 's.planner_id', 's.id')}
    FROM ${writable} JOIN sections s ON s.planner_id = mine.id WHERE ${kept('s')}
  UNION ALL
  ${trashed('activity', 'a', 'a.planner_id', 'a.section_id')}
    FROM ${writable} JOIN activities a ON a.planner_id = mine.id WHERE ${kept('a')} AND a.deleted_with IS NULL`;
const trashedPlans = `
  ${trashed('plan', 'q', 'NULL::uuid', 'NULL::uuid')}
    FROM plans q WHERE q.id IN ${plansOf('$1')} AND ${isOwner('q', '$1')} AND ${kept('q')}`;
const trashedTemplates = `
  ${trashed('template', 't', 'NULL::uuid', 'NULL::uuid', 'name')}
    FROM templates t WHERE t.owner_id = $1 AND ${kept('t')}`;

/** The history from the outbox, figures, and the trash. */
@Injectable()
export class SqlRecordViews extends RecordViews {
  constructor(private readonly database: Database) {
    super();
  }

  history(context: RequestContext, streamId: Id, page: PageRequest): Promise<string> {
    const parameters = new Parameters(streamId, page);
    const rows = `SELECT ${historyColumns} FROM outbox o
      WHERE o.stream_id = $1 AND ${afterCursor(bySeq, 'o.event_id', page, parameters)}
      ${orderBy(bySeq, 'o.event_id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const total = 'SELECT count(*) FROM outbox o WHERE o.stream_id = $1';
    const list = pageStatement(rows, total, bySeq, page);
    return runPage(this.database.for(context), 'history', page, list, parameters.values);
  }

  async statistics(context: RequestContext, plannerId: Id, timeZone: string, days: number): Promise<string> {
    const [since, ahead] = dayParameters(zoneOffsets(timeZone, systemClock.now()));
    const [row] = await this.database.for(context).query(statisticsOf, [plannerId, since, days, ahead]);
    return row?.json ?? '{}';
  }

  trash(context: RequestContext, userId: Id, page: PageRequest, wanted: WantedTrash): Promise<string> {
    const parameters = new Parameters(userId, page);
    const parts = [trash, wanted.plans && trashedPlans, wanted.templates && trashedTemplates];
    const from = `(${parts.filter(Boolean).join(' UNION ALL ')}) x`;
    const rows = `SELECT x.* FROM ${from} WHERE ${afterCursor(byDeletion, 'x."id"', page, parameters)}
      ${orderBy(byDeletion, 'x."id"', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const list = pageStatement(rows, `SELECT count(*) FROM ${from}`, byDeletion, page);
    return runPage(this.database.for(context), 'items', page, list, parameters.values);
  }
}
