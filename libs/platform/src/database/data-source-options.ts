import pg from 'pg';
import type { DataSourceOptions, MixedList } from 'typeorm';
import type { ConfigValues } from '../config';
import { connectionOptions } from './connection-options';

/** A class, as TypeORM lists entities and migrations. */
export type ClassList = MixedList<Function>; // eslint-disable-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own type

/** TypeORM's options for this system. Schema changes come from migrations alone. */
export function dataSourceOptions(
  config: ConfigValues,
  lists: { entities?: ClassList; migrations?: ClassList } = {},
) {
  const { connectionString: url, ...extra } = connectionOptions(config);
  return {
    type: 'postgres',
    // Ours, and not what TypeORM would load: in the bundle (docs/adr/0017) that is a second copy, whose errors are of
    // another class than those that sql-errors.ts knows.
    driver: pg,
    url: url ?? config.DATABASE_URL,
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    synchronize: false,
    migrationsRun: false,
    migrationsTableName: 'migrations',
    entities: [],
    maxQueryExecutionTime: config.SLOW_QUERY_MS,
    poolSize: config.DATABASE_POOL,
    extra: { ...extra, max: config.DATABASE_POOL, idleTimeoutMillis: 0 },
    ...lists,
  } satisfies DataSourceOptions;
}
