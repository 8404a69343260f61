import type { QueryResultRow } from 'pg';

/**
 * A named prepared statement: PostgreSQL plans it once for each connection. `dataSource.query` cannot name
 * statements and costs twice as much, so hot paths use these.
 */
export interface Statement<Row extends QueryResultRow> {
  readonly name: string;
  readonly text: string;
  /** Only there to carry the row's type. */
  readonly row?: Row;
}

const known = new Map<string, string>();

/** Declares a statement. A name stands for one text in the whole process, as it does on a connection. */
export function statement<Row extends QueryResultRow>(name: string, text: string): Statement<Row> {
  const before = known.get(name);
  if (before !== undefined && before !== text) throw new Error(`Two statements are named ${name}`);
  known.set(name, text);
  return { name, text };
}

/** Declares statements that run one after the other; each is named by its place among them. */
export function statements(name: string, texts: readonly string[]): Statement<QueryResultRow>[] {
  return texts.map((text, index) => statement(`${name}-${index}`, text));
}

/** Runs statements: the pool outside a transaction, its connection inside one. */
export interface Queryable {
  query<Row extends QueryResultRow>(statement: Statement<Row>, values: readonly unknown[]): Promise<Row[]>;
}
