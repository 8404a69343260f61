import { Injectable } from '@nestjs/common';
import type { QueryResultRow, PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import type { RequestContext } from '../context';
import { OutboxSignal } from './outbox-signal';
import { sqlState } from './sql-errors';
import type { Statement } from './statement';
import type { Transaction } from './transaction';

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
    const runner = this.dataSource.createQueryRunner();
    const effects: (() => void | Promise<void>)[] = [];
    try {
      const client = (await runner.connect()) as PoolClient;
      await runner.startTransaction();
      const transaction: Transaction = {
        manager: runner.manager,
        query: async <Row extends QueryResultRow>(
          { name, text }: Statement<Row>,
          values: readonly unknown[],
        ) => (await client.query<Row>({ name, text, values: [...values] })).rows,
        afterCommit: (effect) => effects.push(effect),
      };
      context.transaction = transaction;
      const result = await work(transaction);
      await runner.commitTransaction();
      context.transaction = undefined;
      this.signal.raise();
      for (const effect of effects) await effect();
      return result;
    } catch (error) {
      context.transaction = undefined;
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }
}
