import { Inject, Injectable } from '@nestjs/common';
import { Histogram } from 'prom-client';
import type { Logger } from 'typeorm';
import { Config } from '../config';
import { LOGGER, type PinoLogger } from '../logging';

/** Longest text of a query that is logged; it has placeholders, never values. */
const SHAPE_LENGTH = 500;

/** Errors are logged where they are answered; the rest of what TypeORM tells is noise. */
const ignore = (): undefined => undefined;

const querySeconds = new Histogram({
  name: 'database_query_seconds',
  help: 'Time of statements to PostgreSQL, with their wait for a connection.',
  buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 15],
});

/**
 * Counts how long queries take, and logs those that took longer than SLOW_QUERY_MS, by their shape (spec: operations.md).
 * Nothing else is logged of SQL.
 */
@Injectable()
export class QueryTimes implements Logger {
  constructor(
    @Inject(LOGGER) private readonly logger: PinoLogger,
    private readonly config: Config,
  ) {}

  /** To be called when a query has ended. `startedAt` is by `performance.now()`. */
  note(name: string, startedAt: number): void {
    const ms = performance.now() - startedAt;
    querySeconds.observe(ms / 1000);
    if (ms > this.config.SLOW_QUERY_MS) this.logger.warn({ query: name, ms: Math.round(ms) }, 'slow query');
  }

  logQuerySlow(milliseconds: number, query: string): void {
    this.logger.warn({ query: query.slice(0, SHAPE_LENGTH), ms: Math.round(milliseconds) }, 'slow query');
  }

  readonly logQuery = ignore;
  readonly logQueryError = ignore;
  readonly logSchemaBuild = ignore;
  readonly logMigration = ignore;
  readonly log = ignore;
}
