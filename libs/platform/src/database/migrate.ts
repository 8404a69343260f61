import { Client } from 'pg';
import { DataSource } from 'typeorm';
import type { ConfigValues } from '../config';
import { dataSourceOptions, type ClassList } from './data-source-options';

/** Any fixed number will do; it names the lock that lets one process migrate at a time. */
const MIGRATION_LOCK = 4_210_301;

/** Rows that come with the product. They are brought up to date after every migration, so a seed may run often. */
export interface Seed {
  readonly name: string;
  install(dataSource: DataSource): Promise<void>;
}

export interface MigrationLists {
  entities: ClassList;
  migrations: ClassList;
  seeds?: readonly Seed[];
}

/**
 * Brings the database up to date, one migration a transaction, by one process at a time however many start
 * together, and installs the seeds. Gives the names of the migrations that ran.
 */
export async function migrateDatabase(config: ConfigValues, lists: MigrationLists): Promise<string[]> {
  return withLock(config, lists, async (dataSource) => {
    const ran = await dataSource.runMigrations({ transaction: 'each' });
    for (const seed of lists.seeds ?? []) await seed.install(dataSource);
    return ran.map((migration) => migration.name);
  });
}

/** Takes back the last `steps` migrations; all of them where no number is given. Gives how many it took back. */
export async function revertMigrations(
  config: ConfigValues,
  lists: MigrationLists,
  steps = Infinity,
): Promise<number> {
  return withLock(config, lists, async (dataSource) => {
    let reverted = 0;
    while (reverted < steps && (await appliedCount(dataSource)) > 0) {
      await dataSource.undoLastMigration({ transaction: 'each' });
      reverted += 1;
    }
    return reverted;
  });
}

/** The SQL that would turn the database into what the entities say; empty when both agree. */
export async function schemaDrift(config: ConfigValues, lists: MigrationLists): Promise<string[]> {
  const dataSource = await new DataSource(dataSourceOptions(config, lists)).initialize();
  try {
    const log = await dataSource.driver.createSchemaBuilder().log();
    return log.upQueries.map((query) => query.query);
  } finally {
    await dataSource.destroy();
  }
}

async function appliedCount(dataSource: DataSource): Promise<number> {
  const rows = await dataSource.query<{ count: string }[]>('SELECT count(*) FROM migrations');
  return Number(rows[0]?.count ?? 0);
}

/**
 * A migration may work for as long as it takes; but it waits for a lock no longer than a query may take, as everybody else
 * would have to wait behind it.
 */
function patientOptions(config: ConfigValues, lists: MigrationLists) {
  const options = dataSourceOptions(config, lists);
  const times = {
    statement_timeout: 0,
    query_timeout: 0,
    lock_timeout: config.DATABASE_STATEMENT_TIMEOUT_MS,
  };
  return { ...options, extra: { ...options.extra, ...times } };
}

async function withLock<T>(
  config: ConfigValues,
  lists: MigrationLists,
  work: (dataSource: DataSource) => Promise<T>,
): Promise<T> {
  // A session lock on a connection of its own: TypeORM's pool might use another one for each query.
  const lock = new Client({ connectionString: config.DATABASE_URL, connectionTimeoutMillis: 10_000 });
  await lock.connect();
  let dataSource: DataSource | undefined;
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    dataSource = await new DataSource(patientOptions(config, lists)).initialize();
    return await work(dataSource);
  } finally {
    await dataSource?.destroy();
    await lock.end();
  }
}
