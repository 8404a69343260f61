import { utcInstants, type Queryable, type Statement } from '@almanac/platform';
import type { Resource } from '../../application/ports/resource';

/** A row of `row_to_json(…)::text AS json`. */
export interface JsonRow {
  json: string;
}

/** `SELECT` of one thing as JSON text; `columns` and `from` are SQL. */
export function selectJson(columns: string, from: string): string {
  return `SELECT row_to_json(shown)::text AS json FROM (SELECT ${columns} FROM ${from}) shown`;
}

/** What PostgreSQL shows of a thing, as an object. */
export function resourceOf(row: JsonRow): Resource {
  return JSON.parse(utcInstants(row.json)) as Resource;
}

/** @throws Error where the statement gives no row although its thing is locked and there. */
export async function oneResource(
  queryable: Queryable,
  statement: Statement<JsonRow>,
  values: readonly unknown[],
): Promise<Resource> {
  const [row] = await queryable.query(statement, values);
  if (!row) throw new Error(`${statement.name} found nothing`);
  return resourceOf(row);
}
