import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Pool, QueryResultRow } from 'pg';
import { Config } from '../config';
import type { RequestContext } from '../context';
import { PipelinedReader } from './pipelined-reader';
import { databasePool } from './pool';
import type { Queryable, Statement } from './statement';

/**
 * The door to PostgreSQL for statements. Everything shares TypeORM's pool, but for hot reads: those are
 * pipelined over a few connections of their own.
 */
@Injectable()
export class Database implements Queryable, OnModuleDestroy {
  readonly pool: Pool;
  private readonly reader: PipelinedReader;

  constructor(dataSource: DataSource, config: Config) {
    this.pool = databasePool(dataSource);
    this.reader = new PipelinedReader(config);
  }

  async query<Row extends QueryResultRow>(
    statement: Statement<Row>,
    values: readonly unknown[],
  ): Promise<Row[]> {
    const result = await this.pool.query<Row>({
      name: statement.name,
      text: statement.text,
      values: [...values],
    });
    return result.rows;
  }

  /**
   * A read for a hot path. It may share its connection with other reads in flight, so it must be one
   * statement that reads only and is quick. Inside a transaction it runs there, to see its writes.
   */
  read<Row extends QueryResultRow>(
    context: RequestContext,
    statement: Statement<Row>,
    values: readonly unknown[],
  ): Promise<Row[]> {
    if (context.transaction) return context.transaction.query(statement, values);
    return this.reader.query(statement, values);
  }

  /** Where a use case's statements run: its open transaction, else the pool. */
  for(context: RequestContext): Queryable {
    return context.transaction ?? this;
  }

  async onModuleDestroy(): Promise<void> {
    await this.reader.close();
  }
}
