import { Inject, Injectable } from '@nestjs/common';
import { Database, statement } from '../database';
import { LOGGER, type PinoLogger } from '../logging';
import { HandlesJob, type JobHandler } from './job-handler';

/** Rows in one statement: few enough that no lock is held for long. */
const BATCH = 5000;

const expireKeys = statement<{ count: number }>(
  'maintenance.expire-idempotency-keys',
  `WITH gone AS (
     DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM idempotency_keys WHERE created_at < now() - interval '24 hours' LIMIT $1))
     RETURNING 1)
   SELECT count(*)::int AS count FROM gone`,
);

/** A job is tried again for days at most, so nobody asks for an event this old. */
const expireInbox = statement<{ count: number }>(
  'maintenance.expire-inbox',
  `WITH gone AS (
     DELETE FROM inbox WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM inbox WHERE handled_at < now() - interval '30 days' LIMIT $1))
     RETURNING 1)
   SELECT count(*)::int AS count FROM gone`,
);

/** What was settled is kept for a while to be looked up; what nobody has cared about for so long, nobody will. */
const expireDeadLetters = statement<{ count: number }>(
  'maintenance.expire-dead-letters',
  `WITH gone AS (
     DELETE FROM dead_letters WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM dead_letters
        WHERE (status <> 'open' AND settled_at < now() - interval '30 days') OR failed_at < now() - interval '12 months'
        LIMIT $1))
     RETURNING 1)
   SELECT count(*)::int AS count FROM gone`,
);

/**
 * Forgets the kept answers of idempotent requests after 24 hours (spec: background.md), and what consumers
 * have handled after 30 days, and dead letters. Harmless when repeated.
 */
@Injectable()
@HandlesJob('maintenance', 'expire-idempotency-keys')
export class ExpireIdempotencyKeysProcessor implements JobHandler<'maintenance', 'expire-idempotency-keys'> {
  constructor(
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  async handle(): Promise<void> {
    let total = 0;
    for (const expire of [expireKeys, expireInbox, expireDeadLetters]) {
      for (;;) {
        const [row] = await this.database.query(expire, [BATCH]);
        const count = row?.count ?? 0;
        total += count;
        if (count < BATCH) break;
      }
    }
    this.logger.info({ rows: total }, 'old idempotency keys and inbox entries are deleted');
  }
}
