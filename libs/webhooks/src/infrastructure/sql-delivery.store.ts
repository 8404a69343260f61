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
  utcInstants,
  type PageRequest,
  type RequestContext,
  type SortKey,
  type Transaction,
} from '@almanac/platform';
import {
  DeliveryStore,
  type Attempt,
  type DeliveryStatus,
  type DueDelivery,
  type LeasedWebhook,
  type OutboxFact,
} from '../application/ports/delivery-store';
import * as sql from './delivery.sql';

const createdAt: SortKey = { expression: 'd.created_at', shown: 'shown."createdAt"', type: 'timestamptz' };

/** Deliveries in PostgreSQL. */
@Injectable()
export class SqlDeliveryStore extends DeliveryStore {
  constructor(private readonly database: Database) {
    super();
  }

  async fact(context: RequestContext, seq: number): Promise<OutboxFact | undefined> {
    const [row] = await this.database.for(context).query(sql.fact, [seq]);
    return row && factOf(row);
  }

  async addTest(tx: Transaction, webhookId: Id, type: string, origin: string): Promise<Id> {
    const [row] = await tx.query(sql.addTest, [webhookId, type, origin]);
    if (!row) throw new Error('a delivery was written and is not there');
    return row.id;
  }

  async webhookOf(context: RequestContext, deliveryId: Id): Promise<Id | undefined> {
    return (await this.database.for(context).query(sql.webhookOf, [deliveryId]))[0]?.webhook_id;
  }

  async lease(
    context: RequestContext,
    webhookId: Id,
    token: Id,
    seconds: number,
  ): Promise<LeasedWebhook | undefined> {
    return (await this.database.for(context).query(sql.lease, [webhookId, token, seconds]))[0];
  }

  async release(context: RequestContext, webhookId: Id, token: Id): Promise<void> {
    await this.database.for(context).query(sql.release, [webhookId, token]);
  }

  async claimDue(context: RequestContext, webhookId: Id, seconds: number): Promise<DueDelivery | undefined> {
    const [row] = await this.database.for(context).query(sql.claimDue, [webhookId, seconds]);
    if (!row) return undefined;
    const { id, type, stream_id: streamId, attempts, request_id: origin, created_at: createdAt } = row;
    const seq = row.seq === null ? null : Number(row.seq);
    return { id, type, seq, streamId, attempts, origin, createdAt };
  }

  async findDue(context: RequestContext, webhookId: Id): Promise<Id | undefined> {
    return (await this.database.for(context).query(sql.findDue, [webhookId]))[0]?.id;
  }

  async postpone(context: RequestContext, webhookId: Id, deliveryId: Id, ms: number): Promise<void> {
    await this.database.for(context).query(sql.postpone, [webhookId, deliveryId, ms / 1000]);
  }

  async settle(
    tx: Transaction,
    id: Id,
    status: DeliveryStatus,
    { responseStatus, responseBody, error, durationMs }: Attempt,
    nextInMs?: number,
  ): Promise<void> {
    const attempt = { at: new Date().toISOString(), responseStatus, durationMs, error };
    const seconds = nextInMs === undefined ? 0 : nextInMs / 1000;
    const values = [id, status, responseStatus, responseBody, error, seconds, JSON.stringify([attempt])];
    await tx.query(sql.settle, values);
  }

  async withdraw(context: RequestContext, id: Id, reason: string): Promise<void> {
    await this.database.for(context).query(sql.withdraw, [id, reason]);
  }

  async withdrawAll(tx: Transaction, webhookId: Id, reason: string): Promise<void> {
    await tx.query(sql.withdrawAll, [webhookId, reason]);
  }

  async begin(tx: Transaction, webhookId: Id, id: Id): Promise<boolean> {
    return (await tx.query(sql.begin, [webhookId, id])).length > 0;
  }

  list(
    context: RequestContext,
    webhookId: Id,
    page: PageRequest,
    { status, type }: { status?: string | undefined; type?: string | undefined },
  ): Promise<string> {
    const parameters = new Parameters(webhookId, page);
    const filters = ['d.webhook_id = $1'];
    if (status !== undefined) filters.push(`d.status = ${parameters.add(status)}`);
    if (type !== undefined) filters.push(`d.type = ${parameters.add(type)}`);
    const from = `webhook_deliveries d WHERE ${filters.join(' AND ')}`;
    const rows = `SELECT ${sql.shownColumns} FROM ${from} AND ${afterCursor(createdAt, 'd.id', page, parameters)}
      ${orderBy(createdAt, 'd.id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const list = pageStatement(rows, `SELECT count(*) FROM ${from}`, createdAt, page);
    return runPage(this.database.for(context), 'deliveries', page, list, parameters.values);
  }

  async shown(context: RequestContext, webhookId: Id, id: Id): Promise<string | undefined> {
    const [row] = await this.database.for(context).query(sql.shown, [webhookId, id]);
    return row && utcInstants(row.json);
  }

  async overdue(context: RequestContext, seconds: number, limit: number): Promise<Id[]> {
    const rows = await this.database.for(context).query(sql.overdue, [seconds, limit]);
    return rows.map(({ id }) => id);
  }

  async expire(context: RequestContext, days: number): Promise<number> {
    return (await this.database.for(context).query(sql.expire, [days]))[0]?.count ?? 0;
  }
}

function factOf(row: sql.FactRow): OutboxFact {
  return {
    seq: Number(row.seq),
    eventId: row.event_id,
    name: row.name,
    streamId: row.stream_id,
    actorId: row.actor_id,
    payload: row.payload,
    occurredAt: row.occurred_at,
  };
}
