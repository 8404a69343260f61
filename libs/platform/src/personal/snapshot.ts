import { Injectable } from '@nestjs/common';
import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import { Database, utcInstants, type Queryable, type Statement } from '../database';

/** Rows that are read at a time, unless more are asked for. */
const FEW = 20;
/** Characters that are read at a time, or thereabouts: some rows are of megabytes. */
const CHARACTERS = 256 * 1024;
/** How much more may be read than the time before. */
const GROWTH = 4;

/** A statement that gives each row as JSON. */
export type JsonStatement = Statement<{ json: string }>;

/** Rows that can be counted without being read. */
export interface CountedRows extends AsyncIterable<string> {
  count(): Promise<number>;
}

/** The database as it was at one moment: what is read from it belongs together, however long the reading takes. */
export class Snapshot implements Queryable {
  private cursors = 0;
  private over = false;

  constructor(private readonly client: PoolClient) {}

  /** All rows at once, for what is small. */
  async query<Row extends QueryResultRow>(
    { name, text }: Statement<Row>,
    values: readonly unknown[],
  ): Promise<Row[]> {
    return (await this.run<Row>({ name, text }, values)).rows;
  }

  /**
   * The rows of the statement, read when their turn comes.
   * @param most that are read at a time, where they are short: more of them wake the reader less often
   */
  rows(statement: JsonStatement, values: readonly unknown[], most = FEW): CountedRows {
    return {
      count: async () => {
        const text = `SELECT count(*)::int AS count FROM (${statement.text}) counted`;
        return (await this.run<{ count: number }>({ text }, values)).rows[0]?.count ?? 0;
      },
      [Symbol.asyncIterator]: () => this.read(statement, values, most),
    };
  }

  /** By a cursor: as much memory as those need that are read at a time. */
  private async *read(
    { text }: JsonStatement,
    values: readonly unknown[],
    most: number,
  ): AsyncGenerator<string> {
    this.cursors += 1;
    const cursor = `rows_${this.cursors}`;
    await this.run({ text: `DECLARE ${cursor} NO SCROLL CURSOR FOR ${text}` }, values);
    for (let count = Math.min(FEW, most); ;) {
      const { rows } = await this.run<{ json: string }>({ text: `FETCH ${count} FROM ${cursor}` });
      for (const { json } of rows) yield utcInstants(json);
      if (rows.length < count) break;
      const length = rows.reduce((sum, { json }) => sum + json.length, 0) / count;
      count = Math.max(1, Math.floor(Math.min(most, count * GROWTH, CHARACTERS / length)));
    }
    await this.run({ text: `CLOSE ${cursor}` });
  }

  /** From now on its connection is somebody else's: who still reads, because what it was for broke off, gets an error. */
  end(): void {
    this.over = true;
  }

  private async run<Row extends QueryResultRow>(
    statement: { name?: string; text: string },
    values: readonly unknown[] = [],
  ): Promise<QueryResult<Row>> {
    if (this.over) throw new Error('The snapshot is closed');
    return this.client.query<Row>({ ...statement, values: [...values] });
  }
}

/** Opens snapshots. */
@Injectable()
export class Snapshots {
  constructor(private readonly database: Database) {}

  async within<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    const client = await this.database.pool.connect();
    const snapshot = new Snapshot(client);
    let broken: Error | undefined;
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      // A slow disk must not cut it off; whoever works here has a time limit of their own.
      await client.query(
        `SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = '5min'`,
      );
      return await work(snapshot);
    } finally {
      snapshot.end();
      await client.query('ROLLBACK').catch((error: unknown) => {
        broken = error instanceof Error ? error : new Error('The snapshot could not be closed');
      });
      client.release(broken);
    }
  }
}
