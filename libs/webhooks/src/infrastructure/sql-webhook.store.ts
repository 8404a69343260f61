import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  afterCursor,
  Database,
  DRAWN_SO_FAR,
  limitOf,
  orderBy,
  pageStatement,
  Parameters,
  runPage,
  statement,
  type PageRequest,
  type Queryable,
  type RequestContext,
  type SortKey,
  type Transaction,
} from '@almanac/platform';
import {
  WebhookStore,
  type DisabledReason,
  type Webhook,
  type WebhookContent,
} from '../application/ports/webhook-store';

type WebhookRow = Webhook & Record<string, unknown>;

const shownColumns = `w.id AS "id", w.url AS "url", w.events AS "events", w.active AS "active",
  w.disabled_at AS "disabledAt", w.disabled_reason AS "disabledReason", w.failing_since AS "failingSince",
  CASE WHEN w.previous_until > now() THEN w.previous_until END AS "previousSecretUntil",
  w.version AS "version", w.created_at AS "createdAt", w.updated_at AS "updatedAt"`;
const columns = `${shownColumns}, w.user_id AS "userId"`;

const lock = statement(
  'webhooks.lock',
  `SELECT pg_advisory_xact_lock(hashtextextended('webhooks:' || $1::text, 0))`,
);
const count = statement<{ used: number }>(
  'webhooks.count',
  'SELECT count(*)::int AS used FROM webhooks WHERE user_id = $1',
);
const found = `SELECT ${columns} FROM webhooks w WHERE w.id = $2 AND w.user_id = $1`;
const find = statement<WebhookRow>('webhooks.find', found);
const exists = statement('webhooks.exists', 'SELECT FROM webhooks WHERE id = $1');
const hold = statement<WebhookRow>('webhooks.hold', `${found} FOR UPDATE`);
const insert = statement<WebhookRow>(
  'webhooks.insert',
  `INSERT INTO webhooks AS w (id, user_id, url, events, active, secret, heard_after, heard_from)
   SELECT $1::uuid, $2::uuid, $3::text, $4::text[], $5::boolean, $6::text, drawn.last, drawn.since
     FROM (${DRAWN_SO_FAR}) drawn
   RETURNING ${columns}`,
);
/** Whoever switches it on begins anew: the failures before do not count. */
const update = statement<WebhookRow>(
  'webhooks.update',
  `UPDATE webhooks w
      SET url = $2, events = $3, active = $4, version = version + 1, updated_at = clock_timestamp(),
          disabled_at = CASE WHEN $4 THEN NULL ELSE coalesce(disabled_at, clock_timestamp()) END,
          disabled_reason = CASE WHEN $4 THEN NULL ELSE disabled_reason END,
          failing_since = CASE WHEN $4 AND (NOT active OR url <> $2) THEN NULL ELSE failing_since END,
          heard_after = CASE WHEN $4 AND NOT active THEN drawn.last ELSE heard_after END,
          heard_from = CASE WHEN $4 AND NOT active THEN drawn.since ELSE heard_from END,
          paused_until = CASE WHEN url = $2 AND active THEN paused_until END
     FROM (${DRAWN_SO_FAR}) drawn
    WHERE w.id = $1 RETURNING ${columns}`,
);
const rotate = statement<WebhookRow>(
  'webhooks.rotate',
  `UPDATE webhooks w
      SET secret = $2, version = version + 1, updated_at = clock_timestamp(),
          previous_secret = CASE WHEN $3 > 0 THEN secret END,
          previous_until = CASE WHEN $3 > 0 THEN now() + make_interval(secs => $3) END
    WHERE w.id = $1 RETURNING ${columns}`,
);
const remove = statement('webhooks.remove', 'DELETE FROM webhooks WHERE id = $1');
const removeDeliveries = statement(
  'webhooks.remove-deliveries',
  'DELETE FROM webhook_deliveries WHERE webhook_id = $1',
);
const disable = statement<WebhookRow>(
  'webhooks.disable',
  `UPDATE webhooks w
      SET active = false, disabled_at = clock_timestamp(), disabled_reason = $2, version = version + 1,
          updated_at = clock_timestamp()
    WHERE w.id = $1 AND w.active RETURNING ${columns}`,
);
const failed = statement<{ since: Date }>(
  'webhooks.failed',
  `UPDATE webhooks SET failing_since = coalesce(failing_since, clock_timestamp()) WHERE id = $1 AND active
   RETURNING failing_since AS since`,
);
const succeeded = statement(
  'webhooks.succeeded',
  'UPDATE webhooks SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL',
);

const createdAt: SortKey = { expression: 'w.created_at', shown: 'shown."createdAt"', type: 'timestamptz' };

/** Webhooks in PostgreSQL. */
@Injectable()
export class SqlWebhookStore extends WebhookStore {
  constructor(private readonly database: Database) {
    super();
  }

  async lock(tx: Transaction, userId: Id): Promise<void> {
    await tx.query(lock, [userId]);
  }

  async count(tx: Transaction, userId: Id): Promise<number> {
    const [row] = await tx.query(count, [userId]);
    return row?.used ?? 0;
  }

  list(context: RequestContext, userId: Id, page: PageRequest): Promise<string> {
    const parameters = new Parameters(userId, page);
    const from = 'webhooks w WHERE w.user_id = $1';
    const rows = `SELECT ${shownColumns} FROM ${from} AND ${afterCursor(createdAt, 'w.id', page, parameters)}
      ${orderBy(createdAt, 'w.id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const list = pageStatement(rows, `SELECT count(*) FROM ${from}`, createdAt, page);
    return runPage(this.database.for(context), 'webhooks', page, list, parameters.values);
  }

  async find(queryable: Queryable, userId: Id, id: Id): Promise<Webhook | undefined> {
    return (await queryable.query(find, [userId, id]))[0];
  }

  async exists(queryable: Queryable, id: Id): Promise<boolean> {
    return (await queryable.query(exists, [id])).length > 0;
  }

  async hold(tx: Transaction, userId: Id, id: Id): Promise<Webhook | undefined> {
    return (await tx.query(hold, [userId, id]))[0];
  }

  async insert(
    tx: Transaction,
    { id, userId, url, events, active, secret }: WebhookContent & { id: Id; userId: Id; secret: string },
  ): Promise<Webhook> {
    return written(await tx.query(insert, [id, userId, url, [...events], active, secret]));
  }

  async update(tx: Transaction, id: Id, { url, events, active }: WebhookContent): Promise<Webhook> {
    return written(await tx.query(update, [id, url, [...events], active]));
  }

  async rotate(tx: Transaction, id: Id, secret: string, overlapSeconds: number): Promise<Webhook> {
    return written(await tx.query(rotate, [id, secret, overlapSeconds]));
  }

  async remove(tx: Transaction, id: Id): Promise<void> {
    await tx.query(remove, [id]);
    await tx.query(removeDeliveries, [id]);
  }

  async disable(tx: Transaction, id: Id, reason: DisabledReason): Promise<Webhook | undefined> {
    return (await tx.query(disable, [id, reason]))[0];
  }

  async failed(tx: Transaction, id: Id): Promise<Date | undefined> {
    return (await tx.query(failed, [id]))[0]?.since;
  }

  async succeeded(tx: Transaction, id: Id): Promise<void> {
    await tx.query(succeeded, [id]);
  }
}

function written([row]: WebhookRow[]): Webhook {
  if (!row) throw new Error('a webhook was written and is not there');
  return row;
}
