import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'typeorm';
import { Config } from '../config';
import { LOGGER, type PinoLogger } from '../logging';

/** Longest text of a query that is logged; it has placeholders, never values. */
const SHAPE_LENGTH = 500;

/** Errors are logged where they are answered; the rest of what TypeORM tells is noise. */
const ignore = (): undefined => undefined;

/** Logs queries that took longer than SLOW_QUERY_MS, by their shape (spec: operations.md). Nothing else is logged of SQL. */
@Injectable()
export class SlowQueries implements Logger {
  constructor(
    @Inject(LOGGER) private readonly logger: PinoLogger,
    private readonly config: Config,
  ) {}

  /** To be called when a query has ended. `startedAt` is by `performance.now()`. */
  note(name: string, startedAt: number): void {
    const ms = performance.now() - startedAt;
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
