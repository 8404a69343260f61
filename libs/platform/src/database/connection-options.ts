import type { ClientConfig } from 'pg';
import type { ConfigValues } from '../config';

/** Time for the server's own refusal to arrive, in milliseconds. */
const ANSWER_MARGIN_MS = 1000;

/** What every connection to PostgreSQL is opened with. Times are UTC; no query runs for ever. */
export function connectionOptions(config: ConfigValues): ClientConfig {
  return {
    connectionString: config.DATABASE_URL,
    application_name: 'almanac',
    connectionTimeoutMillis: config.DATABASE_CONNECT_TIMEOUT_MS,
    statement_timeout: config.DATABASE_STATEMENT_TIMEOUT_MS,
    // A server that hangs does not cancel anything: then this side gives up.
    query_timeout: config.DATABASE_STATEMENT_TIMEOUT_MS + ANSWER_MARGIN_MS,
    idle_in_transaction_session_timeout: config.DATABASE_STATEMENT_TIMEOUT_MS * 2,
    keepAlive: true,
    // A query of a request is short; starting parallel workers for it would cost more than it saves.
    options: '-c timezone=UTC -c max_parallel_workers_per_gather=0',
  };
}
