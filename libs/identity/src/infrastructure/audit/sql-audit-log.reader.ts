import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  afterCursor,
  Database,
  limitOf,
  orderBy,
  pageStatement,
  Parameters,
  runPage,
  type PageRequest,
  type RequestContext,
  type SortKey,
} from '@almanac/platform';
import { AuditLogReader, type AuditFilter } from '../../application/ports/audit-log.reader';
import type { AuditRecord } from '../../domain/audit/chain';
import { auditColumns } from './sql-audit-log.repository';

const bySeq: SortKey = { expression: 'a.seq', shown: 'shown."seq"::float8', type: 'bigint' };
/** Counting costs what it counts; past this, cursors are the way. */
const MOST_COUNTED = 100_000;

const shownColumns = `
  a.id AS "id", a.seq AS "seq", a.at AS "at", a.actor_id AS "actorId", a.actor_type AS "actorType",
  a.user_id AS "userId", a.action AS "action", a.resource_type AS "resourceType", a.resource_id AS "resourceId",
  a.outcome AS "outcome", a.ip AS "ip", a.user_agent AS "userAgent", a.request_id AS "requestId",
  a.before AS "before", a.after AS "after", encode(a.prev_hash, 'hex') AS "prevHash",
  encode(a.hash, 'hex') AS "hash"`;

/** Where somebody else acted, the account's owner does not learn who and from where. */
export const ownColumns = `
  a.id AS "id", a.seq AS "seq", a.at AS "at", CASE WHEN mine THEN a.actor_id END AS "actorId",
  a.actor_type AS "actorType", CASE WHEN mine THEN a.user_id END AS "userId", a.action AS "action",
  a.resource_type AS "resourceType", a.resource_id AS "resourceId", a.outcome AS "outcome",
  CASE WHEN mine THEN a.ip END AS "ip", CASE WHEN mine THEN a.user_agent END AS "userAgent",
  CASE WHEN mine THEN a.request_id END AS "requestId", a.before AS "before", a.after AS "after",
  encode(a.prev_hash, 'hex') AS "prevHash", encode(a.hash, 'hex') AS "hash"`;

@Injectable()
export class SqlAuditLogReader extends AuditLogReader {
  constructor(private readonly database: Database) {
    super();
  }

  override page(context: RequestContext, filter: AuditFilter, page: PageRequest): Promise<string> {
    const parameters = new Parameters('all', page);
    // $1 says whose list it is; this one is nobody's.
    const wanted = `$1::text = 'all' AND ${conditions(filter, (value) => parameters.add(value))}`;
    const rows = `SELECT ${shownColumns} FROM audit_log a
      WHERE ${wanted} AND ${afterCursor(bySeq, 'a.id', page, parameters)}
      ${orderBy(bySeq, 'a.id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const total = `SELECT count(*) FROM (SELECT FROM audit_log a WHERE ${wanted} LIMIT ${MOST_COUNTED}) c`;
    const list = pageStatement(rows, total, bySeq, page);
    return runPage(this.database.for(context), 'auditLogs', page, list, parameters.values);
  }

  override pageOf(context: RequestContext, userId: Id, page: PageRequest): Promise<string> {
    const parameters = new Parameters(userId, page);
    const cursor = afterCursor(bySeq, 'a.id', page, parameters);
    // Each half by its own index, and no further than the page goes.
    const half = (condition: string): string =>
      `(SELECT a.* FROM audit_log a WHERE ${condition} AND ${cursor}
        ${orderBy(bySeq, 'a.id', page.order)} LIMIT $2::int + $3::int + 1)`;
    const own = 'a.user_id = $1::uuid';
    const about = `a.resource_id = $1::uuid AND a.resource_type = 'user' AND a.user_id IS DISTINCT FROM $1::uuid`;
    const rows = `SELECT ${ownColumns}
      FROM (${half(own)} UNION ALL ${half(about)}) a
     CROSS JOIN LATERAL (SELECT a.user_id IS NOT DISTINCT FROM $1::uuid
       AND (a.actor_type <> 'user' OR a.actor_id IS NOT DISTINCT FROM $1::uuid) AS mine) m
     ${orderBy(bySeq, 'a.id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const total = `SELECT count(*) FROM (SELECT FROM audit_log a WHERE ${own} OR (${about}) LIMIT ${MOST_COUNTED}) c`;
    const list = pageStatement(rows, total, bySeq, page);
    return runPage(this.database.for(context), 'auditLogs', page, list, parameters.values);
  }

  override batch(filter: AuditFilter, after: number, upTo: number, limit: number): Promise<AuditRecord[]> {
    const values: unknown[] = [after, upTo, limit];
    const wanted = conditions(filter, (value) => `$${values.push(value)}`);
    const text = `SELECT ${auditColumns} FROM audit_log a
      WHERE a.seq > $1 AND a.seq <= $2 AND ${wanted} ORDER BY a.seq LIMIT $3`;
    return this.database.query<AuditRecord & Record<string, unknown>>({ name: '', text }, values);
  }
}

/** What is asked for alone, so that PostgreSQL plans for just that. */
function conditions(filter: AuditFilter, add: (value: unknown) => string): string {
  const { actorId, action, resourceType, resourceId, outcome, from, to } = filter;
  const wanted = ['true'];
  if (actorId !== undefined) wanted.push(`a.actor_id = ${add(actorId)}::uuid`);
  // A range, not LIKE: an index serves it whatever the text is. Names of actions are ASCII, compared by byte.
  if (action !== undefined)
    wanted.push(`a.action >= ${add(action)}::text AND a.action < ${add(`${action}\x7f`)}::text`);
  if (resourceType !== undefined) wanted.push(`a.resource_type = ${add(resourceType)}::text`);
  if (resourceId !== undefined) wanted.push(`a.resource_id = ${add(resourceId)}::uuid`);
  // Written out: the index of failures is a partial one.
  if (outcome !== undefined)
    wanted.push(outcome === 'failure' ? `a.outcome = 'failure'` : `a.outcome = 'success'`);
  if (from !== undefined) wanted.push(`a.at >= ${add(from)}::timestamptz`);
  if (to !== undefined) wanted.push(`a.at < ${add(to)}::timestamptz`);
  return wanted.join(' AND ');
}
