import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Pool, QueryResultRow } from 'pg';
import { Config } from '../config';
import type { RequestContext } from '../context';
import { PipelinedReader } from './pipelined-reader';
import { databasePool } from './pool';
import { QueryTimes } from './query-times';
import type { Queryable, Statement } from './statement';

/**
 * The door to PostgreSQL for statements. Everything shares TypeORM's pool, but for hot reads: those are
 * pipelined over a few connections of their own.
 */
@Injectable()
export class Database implements Queryable, OnApplicationShutdown {
  readonly pool: Pool;
  private readonly reader: PipelinedReader;

  constructor(
    dataSource: DataSource,
    config: Config,
    private readonly times: QueryTimes,
  ) {
    this.pool = databasePool(dataSource);
    this.reader = new PipelinedReader(config);
  }

  async query<Row extends QueryResultRow>(
    statement: Statement<Row>,
    values: readonly unknown[],
  ): Promise<Row[]> {
    const startedAt = performance.now();
    const { name, text } = statement;
    const result = await this.pool.query<Row>({ name, text, values: [...values] });
    this.times.note(name, startedAt);
    return result.rows;
  }

  /**
   * A read for a hot path. It may share its connection with other reads in flight, so it must be one
   * statement that reads only and is quick. Inside a transaction it runs there, to see its writes.
   */
  async read<Row extends QueryResultRow>(
    context: RequestContext,
    statement: Statement<Row>,
    values: readonly unknown[],
  ): Promise<Row[]> {
    if (context.transaction) return context.transaction.query(statement, values);
    const startedAt = performance.now();
    const rows = await this.reader.query(statement, values);
    this.times.note(statement.name, startedAt);
    return rows;
  }

  /** Where a use case's statements run: its open transaction, else the pool. */
  for(context: RequestContext): Queryable {
    return context.transaction ?? this;
  }

  /** Once the server is closed: requests that run while it stops still read. */
  async onApplicationShutdown(): Promise<void> {
    await this.reader.close();
  }
}
