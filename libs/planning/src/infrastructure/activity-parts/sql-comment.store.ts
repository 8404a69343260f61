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
  statement,
  utcInstants,
  type PageRequest,
  type RequestContext,
  type SortKey,
  type Transaction,
} from '@almanac/platform';
import { CommentStore, type Comment, type CommentWritten } from '../../application/ports/comment-store';
import { resourceOf, selectJson, type JsonRow } from '../sql/resource-row';

/** Columns of a comment `c` on an activity `a`. */
export function commentColumns(c: string, a: string): string {
  return `${c}.id AS "id", ${c}.activity_id AS "activityId", ${a}.planner_id AS "plannerId", ${c}.user_id AS "userId",
    ${c}.text AS "text", ${c}.mentions AS "mentions", ${c}.version AS "version",
    ${c}.created_at AS "createdAt", ${c}.updated_at AS "updatedAt"`;
}

interface CommentRow {
  id: Id;
  activity_id: Id;
  user_id: Id;
  text: string;
  mentions: Id[];
  version: number;
}

const insert = statement<JsonRow & { comments: number }>(
  'planning.comment.insert',
  `WITH counted AS (
     UPDATE activities SET comments_count = comments_count + 1 WHERE id = $2 RETURNING planner_id, comments_count
   ), written AS (
     INSERT INTO activity_comments (id, activity_id, user_id, text, mentions, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, clock_timestamp(), clock_timestamp()) RETURNING *)
   SELECT shown.json, counted.comments_count AS comments
     FROM counted, LATERAL (${selectJson(commentColumns('w', 'counted'), 'written w')}) shown`,
);
const load = statement<CommentRow>(
  'planning.comment.load',
  'SELECT id, activity_id, user_id, text, mentions, version FROM activity_comments WHERE id = $2 AND activity_id = $1',
);
const update = statement<JsonRow & { comments: number }>(
  'planning.comment.update',
  `WITH written AS (
     UPDATE activity_comments SET text = $2, mentions = $3, version = version + 1, updated_at = clock_timestamp()
      WHERE id = $1 RETURNING *)
   SELECT shown.json, a.comments_count AS comments
     FROM written w JOIN activities a ON a.id = w.activity_id,
          LATERAL (SELECT row_to_json(x)::text AS json FROM (SELECT ${commentColumns('w', 'a')}) x) shown`,
);
const remove = statement<{ comments: number }>(
  'planning.comment.remove',
  `WITH gone AS (DELETE FROM activity_comments WHERE id = $2 AND activity_id = $1 RETURNING id)
   UPDATE activities SET comments_count = comments_count - (SELECT count(*) FROM gone)
    WHERE id = $1 RETURNING comments_count AS comments`,
);
const one = statement<JsonRow & { version: number }>(
  'planning.comment.one',
  `SELECT c.version, row_to_json(shown)::text AS json
     FROM activity_comments c JOIN activities a ON a.id = c.activity_id,
          LATERAL (SELECT ${commentColumns('c', 'a')}) shown
    WHERE c.id = $2 AND c.activity_id = $1`,
);

const createdAt: SortKey = { expression: 'c.created_at', shown: 'shown."createdAt"', type: 'timestamptz' };
const from = 'activity_comments c JOIN activities a ON a.id = c.activity_id WHERE c.activity_id = $1';

/** Comments in PostgreSQL. */
@Injectable()
export class SqlCommentStore extends CommentStore {
  constructor(private readonly database: Database) {
    super();
  }

  async insert(tx: Transaction, comment: Omit<Comment, 'version'>): Promise<CommentWritten> {
    const { id, activityId, userId, text, mentions } = comment;
    return writtenOf(await tx.query(insert, [id, activityId, userId, text, mentions]));
  }

  async load(tx: Transaction, activityId: Id, id: Id): Promise<Comment | undefined> {
    const [row] = await tx.query(load, [activityId, id]);
    if (!row) return undefined;
    const { user_id: userId, text, mentions, version } = row;
    return { id, activityId, userId, text, mentions, version };
  }

  async update(tx: Transaction, id: Id, text: string, mentions: readonly Id[]): Promise<CommentWritten> {
    return writtenOf(await tx.query(update, [id, text, [...mentions]]));
  }

  async remove(tx: Transaction, activityId: Id, id: Id): Promise<number> {
    const [row] = await tx.query(remove, [activityId, id]);
    return row?.comments ?? 0;
  }

  list(context: RequestContext, activityId: Id, page: PageRequest): Promise<string> {
    const parameters = new Parameters(activityId, page);
    const rows = `SELECT ${commentColumns('c', 'a')} FROM ${from} AND ${afterCursor(createdAt, 'c.id', page, parameters)}
      ${orderBy(createdAt, 'c.id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const total = 'SELECT count(*) FROM activity_comments c WHERE c.activity_id = $1';
    const list = pageStatement(rows, total, createdAt, page);
    return runPage(this.database.for(context), 'comments', page, list, parameters.values);
  }

  async one(context: RequestContext, activityId: Id, id: Id) {
    const [row] = await this.database.for(context).query(one, [activityId, id]);
    return row && { json: utcInstants(row.json), version: row.version };
  }
}

function writtenOf([row]: (JsonRow & { comments: number })[]): CommentWritten {
  if (!row) throw new Error('the comment’s activity is gone although it is locked');
  return { comment: resourceOf(row), comments: row.comments };
}
