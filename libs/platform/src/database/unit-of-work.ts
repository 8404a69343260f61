import { Inject, Injectable } from '@nestjs/common';
import type { QueryResultRow, PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import type { RequestContext } from '../context';
import { LOGGER, type PinoLogger } from '../logging';
import { isKeptRefusal } from './kept-refusal';
import { OutboxSignal } from './outbox-signal';
import { cutIfOverdue } from './overdue-answer';
import { QueryTimes } from './query-times';
import { sqlState } from './sql-errors';
import type { Statement } from './statement';
import { writeKept, type Kept, type Transaction } from './transaction';

const TRIES = 4;
/** serialization_failure and deadlock_detected: PostgreSQL asks for the whole transaction again. */
const RETRY_STATES = new Set(['40001', '40P01']);

/**
 * Opens transactions. The use case opens one; what it calls joins it through the context. The work may run
 * more than once (deadlocks are retried), so it must change nothing outside the transaction.
 */
@Injectable()
export class UnitOfWork {
  constructor(
    private readonly dataSource: DataSource,
    private readonly signal: OutboxSignal,
    private readonly times: QueryTimes,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  async run<T>(context: RequestContext, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    if (context.transaction) return work(context.transaction);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(context, work);
      } catch (error) {
        if (attempt === TRIES || !RETRY_STATES.has(sqlState(error) ?? '')) throw error;
      }
    }
  }

  private async once<T>(context: RequestContext, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const effects: (() => void | Promise<void>)[] = [];
    const outcome = await this.transact(context, (transaction) => outcomeOf(work(transaction)), effects);
    this.signal.raise();
    // The connection is back in the pool: an effect may need one, and a slow one must not keep it.
    for (const effect of effects) {
      try {
        await effect();
      } catch (error) {
        // What was committed stays done; whatever must happen goes through the outbox.
        this.logger.warn({ ...context.named, err: error }, 'an effect after the commit failed');
      }
    }
    if ('refusal' in outcome) throw outcome.refusal;
    return outcome.value;
  }

  private async transact<T>(
    context: RequestContext,
    work: (transaction: Transaction) => Promise<T>,
    effects: (() => void | Promise<void>)[],
  ): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const kept: Kept[] = [];
    let client: PoolClient | undefined;
    try {
      const connected = (await runner.connect()) as PoolClient;
      client = connected;
      await runner.startTransaction();
      context.transaction = {
        manager: runner.manager,
        query: async <Row extends QueryResultRow>(
          { name, text }: Statement<Row>,
          values: readonly unknown[],
        ) => {
          const startedAt = performance.now();
          const { rows } = await connected.query<Row>({ name, text, values: [...values] });
          this.times.note(name, startedAt);
          return rows;
        },
        afterCommit: (effect) => effects.push(effect),
        beforeCommit: (collector, item) => kept.push({ collector, item }),
        kept,
      };
      const result = await work(context.transaction);
      await writeKept(context.transaction);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (client) cutIfOverdue(client, error);
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      context.transaction = undefined;
      await runner.release();
    }
  }
}

/** A refusal that is to be kept is a result: the transaction commits. Any other error goes on. */
async function outcomeOf<T>(work: Promise<T>): Promise<{ value: T } | { refusal: unknown }> {
  try {
    return { value: await work };
  } catch (error) {
    if (!isKeptRefusal(error)) throw error;
    return { refusal: error };
  }
}
