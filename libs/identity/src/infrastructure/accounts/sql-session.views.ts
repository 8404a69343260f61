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
import { SessionViews } from '../../application/ports/session-views';

const byLastSeen: SortKey = {
  expression: 's.last_seen_at',
  shown: 'shown."lastSeenAt"',
  type: 'timestamptz',
};
const byTime: SortKey = { expression: 'l.at', shown: 'shown."at"', type: 'timestamptz' };
/** The owner sees that an admin acted for them, and not from where. */
const unlessActing = (column: string): string => `CASE WHEN s.impersonator_id IS NULL THEN s.${column} END`;
const alive = 's.user_id = $1 AND s.revoked_at IS NULL AND s.expires_at > now()';

@Injectable()
export class SqlSessionViews extends SessionViews {
  constructor(private readonly database: Database) {
    super();
  }

  override sessions(ctx: RequestContext, userId: Id, current: Id, page: PageRequest): Promise<string> {
    const parameters = new Parameters(userId, page);
    const rows = `
      SELECT s.id AS "id", ${unlessActing('user_agent')} AS "userAgent", ${unlessActing('ip')} AS "ip",
             s.method AS "method",
             s.created_at AS "createdAt", s.last_seen_at AS "lastSeenAt", s.expires_at AS "expiresAt",
             s.id = ${parameters.add(current)}::uuid AS "current"
        FROM sessions s WHERE ${alive} AND ${afterCursor(byLastSeen, 's.id', page, parameters)}
        ${orderBy(byLastSeen, 's.id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const list = pageStatement(rows, `SELECT count(*) FROM sessions s WHERE ${alive}`, byLastSeen, page);
    return runPage(this.database.for(ctx), 'sessions', page, list, parameters.values);
  }

  override history(ctx: RequestContext, userId: Id, page: PageRequest): Promise<string> {
    const parameters = new Parameters(userId, page);
    const rows = `
      SELECT l.id AS "id", l.at AS "at", l.ip AS "ip", l.user_agent AS "userAgent", l.success AS "success",
             l.method AS "method", l.reason AS "reason"
        FROM login_attempts l WHERE l.user_id = $1 AND ${afterCursor(byTime, 'l.id', page, parameters)}
        ${orderBy(byTime, 'l.id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const list = pageStatement(
      rows,
      'SELECT count(*) FROM login_attempts l WHERE l.user_id = $1',
      byTime,
      page,
    );
    return runPage(this.database.for(ctx), 'history', page, list, parameters.values);
  }
}
