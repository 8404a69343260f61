import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  afterCursor,
  Database,
  limitOf,
  orderBy,
  pageStatement,
  pageText,
  Parameters,
  statement,
  utcInstants,
  type PageRequest,
  type Queryable,
  type RequestContext,
  type SortKey,
  type Transaction,
} from '@almanac/platform';
import { FrontEnd } from '../application/front-end';
import { NotificationViews, type Reading } from '../application/ports/notification-views';

const shown = 'n.in_app AND n.removed_at IS NULL';
const byCreation: SortKey = {
  expression: 'n.created_at',
  shown: 'shown."createdAt"',
  type: 'timestamptz',
};

/** $1: whose; $2: whether what is personal is shown. */
const mine = `n.user_id = $1 AND ${shown} AND ($2 OR NOT n.personal)`;
const unread = statement<{ unread: number }>(
  'notifications.unread',
  `SELECT count(*)::int AS unread FROM notifications n WHERE ${mine} AND n.read_at IS NULL`,
);
/** In one order, so that two readers of the same wait for each other and do not lock each other out. */
const read = statement<{ found: number }>(
  'notifications.read',
  `WITH found AS (
     SELECT n.id, n.read_at FROM notifications n
      WHERE ${mine} AND n.id = ANY ($3::uuid[]) ORDER BY n.id FOR UPDATE
   ), marked AS (
     UPDATE notifications n SET read_at = clock_timestamp() FROM found
      WHERE n.id = found.id AND found.read_at IS NULL)
   SELECT count(*)::int AS found FROM found`,
);
const readAll = statement(
  'notifications.read-all',
  `WITH found AS (
     SELECT n.id FROM notifications n
      WHERE ${mine} AND n.read_at IS NULL ORDER BY n.id FOR UPDATE)
   UPDATE notifications n SET read_at = clock_timestamp() FROM found WHERE n.id = found.id`,
);
const ofOthers = statement(
  'notifications.of-others',
  'SELECT FROM notifications WHERE id = ANY ($2::uuid[]) AND user_id <> $1 AND removed_at IS NULL LIMIT 1',
);
const remove = statement<{ id: Id }>(
  'notifications.remove',
  `UPDATE notifications n SET removed_at = clock_timestamp() WHERE n.id = $3 AND ${mine} RETURNING id`,
);

interface PageRow extends Record<string, unknown> {
  items: string | null;
  found: number;
  total: number | null;
  last_id: string | null;
  last_key: Date | null;
  unread: number;
}

/** The list in the app, from PostgreSQL. What somebody deleted stays as a row until it is past its time: it must not come twice. */
@Injectable()
export class SqlNotificationViews extends NotificationViews {
  private readonly columns: string;

  constructor(
    private readonly database: Database,
    frontEnd: FrontEnd,
  ) {
    super();
    const base = frontEnd.home?.replaceAll("'", "''");
    const url = base === undefined ? 'NULL::text' : `'${base}' || n.path`;
    this.columns = `n.id AS "id", n.kind AS "kind", n.title AS "title", n.body AS "body", ${url} AS "url",
      CASE WHEN n.subject_id IS NOT NULL THEN json_build_object('type', n.subject_type, 'id', n.subject_id) END
        AS "resource", n.read_at IS NOT NULL AS "read", n.created_at AS "createdAt"`;
  }

  override async list(
    context: RequestContext,
    reader: Reading,
    filter: { unread: boolean },
    page: PageRequest,
  ): Promise<string> {
    const parameters = new Parameters(reader.userId, page);
    const seen = seenBy(reader);
    const where = `${seen}${filter.unread ? ' AND n.read_at IS NULL' : ''}`;
    const rows = `SELECT ${this.columns} FROM notifications n
      WHERE ${where} AND ${afterCursor(byCreation, 'n.id', page, parameters)}
      ${orderBy(byCreation, 'n.id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const counted = `SELECT count(*) FROM notifications n WHERE ${where}`;
    const { text } = pageStatement(rows, counted, byCreation, page);
    const countUnread = `SELECT count(*)::int FROM notifications n WHERE ${seen} AND n.read_at IS NULL`;
    // One statement, one moment: the number agrees with the rows.
    const list = { name: '', text: `SELECT page.*, (${countUnread}) AS unread FROM (${text}) page` };
    const [row] = await this.database.for(context).query<PageRow>(list, parameters.values);
    const body = pageText('notifications', row?.items ? utcInstants(row.items) : '[]', page, {
      found: row?.found ?? 0,
      total: row?.total ?? null,
      lastKey: row?.last_key?.toISOString() ?? null,
      lastId: row?.last_id ?? null,
    });
    return `${body.slice(0, -1)},"unreadCount":${row?.unread ?? 0}}`;
  }

  override async read(tx: Transaction, { userId, personal }: Reading, ids: readonly Id[]): Promise<number> {
    return (await tx.query(read, [userId, personal, [...ids]]))[0]?.found ?? 0;
  }

  override async readAll(tx: Transaction, { userId, personal }: Reading): Promise<void> {
    await tx.query(readAll, [userId, personal]);
  }

  override async ofOthers(queryable: Queryable, userId: Id, ids: readonly Id[]): Promise<boolean> {
    return (await queryable.query(ofOthers, [userId, [...ids]])).length > 0;
  }

  override async remove(tx: Transaction, { userId, personal }: Reading, id: Id): Promise<boolean> {
    return (await tx.query(remove, [userId, personal, id])).length > 0;
  }

  override async unread(queryable: Queryable, { userId, personal }: Reading): Promise<number> {
    return (await queryable.query(unread, [userId, personal]))[0]?.unread ?? 0;
  }
}

/** Of a list, in which $1 says whose it is. */
function seenBy({ personal }: Reading): string {
  return `n.user_id = $1::uuid AND ${shown}${personal ? '' : ' AND NOT n.personal'}`;
}
