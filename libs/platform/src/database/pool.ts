import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';

/** TypeORM's own pg pool, so that the process has one pool and not two. */
export function databasePool(dataSource: DataSource): Pool {
  const { driver } = dataSource;
  if (!(driver instanceof PostgresDriver)) throw new Error('The data source is not PostgreSQL');
  // TypeORM types the pool as `any`, for it knows drivers of many kinds.
  return driver.master as Pool;
}
