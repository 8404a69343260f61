import { Injectable } from '@nestjs/common';
import type { QueueName } from '@almanac/contracts';
import { conflict, notFound, type Id } from '@almanac/kernel';
import { AuditTrail } from '../audit';
import type { RequestContext } from '../context';
import {
  appendEvent,
  Database,
  requestIdOf,
  statement,
  UnitOfWork,
  utcInstants,
  type Transaction,
} from '../database';
import { afterCursor, limitOf, orderBy, pageStatement, Parameters, runPage, type SortKey } from '../listing';
import type { PageRequest } from '../http/dto/list-query.dto';
import { checkedPayload, UnfitJobError } from '../queue/job-envelope';
import { queueNames } from '../queue/queue-policy';

export const deadLetterStatuses = ['open', 'retried', 'discarded'] as const;
export type DeadLetterStatus = (typeof deadLetterStatuses)[number];

export interface DeadLetterFilter {
  status: DeadLetterStatus;
  queue: string | undefined;
}

interface LetterRow {
  id: Id;
  queue: string;
  name: string;
  eventId: Id;
  payload: unknown;
}

/** At a time: each is an event of its own, and all are one transaction. */
const RETRIED_AT_ONCE = 500;

const columns = `d.id AS "id", d.queue AS "queue", d.name AS "name", d.event_id AS "eventId",
  ${requestIdOf('d.request_id')} AS "requestId", d.payload AS "payload", d.attempts AS "attempts", d.error AS "error",
  d.stack AS "stack", d.status AS "status", d.failed_at AS "failedAt", d.settled_at AS "settledAt"`;
const select = statement<{ json: string }>(
  'dead-letters.see',
  `SELECT row_to_json(x)::text AS json FROM (SELECT ${columns} FROM dead_letters d WHERE d.id = $1) x`,
);
const lock = statement<LetterRow & { status: DeadLetterStatus }>(
  'dead-letters.lock',
  `SELECT id, queue, name, event_id AS "eventId", payload, status FROM dead_letters WHERE id = $1 FOR UPDATE`,
);
/** Those that somebody else has in hand are left to them. */
const lockOpen = statement<LetterRow>(
  'dead-letters.lock-open',
  `SELECT id, queue, name, event_id AS "eventId", payload FROM dead_letters
    WHERE status = 'open' AND queue = $1 ORDER BY failed_at, id LIMIT $2 FOR UPDATE SKIP LOCKED`,
);
const countOpen = statement<{ count: number }>(
  'dead-letters.count-open',
  `SELECT count(*)::int AS count FROM dead_letters WHERE status = 'open' AND queue = $1`,
);
const settle = statement(
  'dead-letters.settle',
  'UPDATE dead_letters SET status = $2, settled_at = clock_timestamp() WHERE id = ANY ($1::uuid[])',
);
const byFailure: SortKey = { expression: 'd.failed_at', shown: 'shown."failedAt"', type: 'timestamptz' };

/** Jobs that have used up their tries, in the hands of admins. What they do is audited. */
@Injectable()
export class DeadLetters {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  /** The `data` of the list, as JSON. */
  list(ctx: RequestContext, filter: DeadLetterFilter, page: PageRequest): Promise<string> {
    const parameters = new Parameters(filter.status, page);
    const wanted = ['d.status = $1::text'];
    if (filter.queue !== undefined) wanted.push(`d.queue = ${parameters.add(filter.queue)}`);
    const where = wanted.join(' AND ');
    const counted = `SELECT count(*) FROM dead_letters d WHERE ${where}`;
    const rows = `SELECT ${columns} FROM dead_letters d
      WHERE ${where} AND ${afterCursor(byFailure, 'd.id', page, parameters)}
      ${orderBy(byFailure, 'd.id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const list = pageStatement(rows, counted, byFailure, page);
    return runPage(this.database.for(ctx), 'deadLetters', page, list, parameters.values);
  }

  /** @throws DomainError NOT_FOUND */
  async see(ctx: RequestContext, id: Id): Promise<string> {
    const [row] = await this.database.for(ctx).query(select, [id]);
    if (!row) throw notFound('Dead letter');
    return utcInstants(row.json);
  }

  /**
   * Puts the job back into its queue. One that was retried already stays so: two admins at once make one run.
   * @throws DomainError NOT_FOUND, CONFLICT where it was discarded or can never be run
   */
  async retry(ctx: RequestContext, id: Id): Promise<string> {
    await this.unitOfWork.run(ctx, async (tx) => {
      const letter = await this.locked(tx, id);
      if (letter.status === 'retried') return;
      if (letter.status === 'discarded') throw conflict('This job was discarded');
      if (!isFit(letter))
        throw conflict('There is no such job any more, or its payload is not what it takes now');
      await this.putBack(tx, ctx, [letter]);
    });
    return this.see(ctx, id);
  }

  /** Those that have waited longest first; what can never be run stays. Gives how many were put back and are left. */
  async retryAll(ctx: RequestContext, queue: string): Promise<{ retried: number; left: number }> {
    return this.unitOfWork.run(ctx, async (tx) => {
      const fit = (await tx.query(lockOpen, [queue, RETRIED_AT_ONCE])).filter(isFit);
      await this.putBack(tx, ctx, fit);
      const [row] = await tx.query(countOpen, [queue]);
      return { retried: fit.length, left: row?.count ?? 0 };
    });
  }

  /**
   * Puts the job away; it is never run. Doing it twice is doing it once.
   * @throws DomainError NOT_FOUND, CONFLICT where it was retried
   */
  async discard(ctx: RequestContext, id: Id): Promise<void> {
    await this.unitOfWork.run(ctx, async (tx) => {
      const letter = await this.locked(tx, id);
      if (letter.status === 'discarded') return;
      if (letter.status === 'retried') throw conflict('This job was retried already');
      await tx.query(settle, [[id], 'discarded']);
      this.note(tx, ctx, letter, 'discarded');
    });
  }

  private async locked(tx: Transaction, id: Id): Promise<LetterRow & { status: DeadLetterStatus }> {
    const [letter] = await tx.query(lock, [id]);
    if (!letter) throw notFound('Dead letter');
    return letter;
  }

  /** By the outbox: Redis may be away just now. */
  private async putBack(tx: Transaction, ctx: RequestContext, letters: readonly LetterRow[]): Promise<void> {
    if (letters.length === 0) return;
    await tx.query(settle, [letters.map(({ id }) => id), 'retried']);
    for (const letter of letters) {
      const { id: deadLetterId, queue, name, eventId, payload } = letter;
      await appendEvent(tx, ctx, {
        name: 'dead-letter.retried',
        resource: { type: 'deadLetter', id: deadLetterId },
        payload: { deadLetterId, queue, name, eventId, payload },
      });
      this.note(tx, ctx, letter, 'retried');
    }
  }

  private note(
    tx: Transaction,
    ctx: RequestContext,
    { id, queue, name }: LetterRow,
    status: DeadLetterStatus,
  ): void {
    const resource = { type: 'deadLetter', id };
    this.audit.record(tx, ctx, { action: 'admin.queue.changed', resource, after: { queue, name, status } });
  }
}

function isFit({ queue, name, payload }: LetterRow): boolean {
  const known = queueNames.find((candidate): candidate is QueueName => candidate === queue);
  if (known === undefined) return false;
  try {
    checkedPayload(known, name, payload);
    return true;
  } catch (error) {
    if (error instanceof UnfitJobError) return false;
    throw error;
  }
}
