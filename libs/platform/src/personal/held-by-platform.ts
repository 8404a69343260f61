import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Id } from '@almanac/kernel';
import { REDIS } from '../cache';
import { Config } from '../config';
import { Database, statement, statements, type Transaction } from '../database';
import { ExportFiles } from '../jobs/export-files';
import { liveStream } from '../queue/queue-keys';
import { HoldsPersonalData, type PersonalDataHolder, type PersonalPart } from './personal-data-holder';
import { personalParts } from './personal.sql';
import type { Snapshot } from './snapshot';

/** An event about somebody names them in its payload, or is about their account itself. */
const ABOUT = `stream_id IS NULL AND coalesce(payload ->> 'userId', resource_id::text) = $1`;
const parts = personalParts('platform', {
  jobs: `
    SELECT id, type, status, progress, result, error, file_size AS "fileSize", expires_at AS "expiresAt",
           created_at AS "createdAt", started_at AS "startedAt", finished_at AS "finishedAt"
      FROM jobs WHERE user_id = $1 ORDER BY created_at, id`,
  'kept-answers': `
    SELECT status, headers, body, created_at AS "createdAt"
      FROM idempotency_keys WHERE caller_id = $1 ORDER BY created_at`,
  'daily-usage': `
    SELECT name, day, used FROM daily_usage WHERE user_id = $1 ORDER BY name`,
  events: `
    SELECT name, occurred_at AS "occurredAt", payload FROM outbox WHERE ${ABOUT} ORDER BY seq`,
});
const jobIds = statement<{ id: Id }>('personal.job-ids', 'SELECT id FROM jobs WHERE user_id = $1');
const erasures = statements('platform.erase', [
  'DELETE FROM jobs WHERE user_id = $1',
  `DELETE FROM dead_letters WHERE payload ->> 'userId' = $1::text`,
  'DELETE FROM idempotency_keys WHERE caller_id = $1',
  'DELETE FROM daily_usage WHERE user_id = $1',
  `DELETE FROM outbox WHERE ${ABOUT}`,
  // What they did to others: roles that they gave, accounts that they looked after.
  'UPDATE outbox SET actor_id = NULL WHERE actor_id = $1 AND stream_id IS NULL',
]);

/** Jobs and their files, kept answers, and events about accounts. Events of a feature's streams are the feature's. */
@Injectable()
@HoldsPersonalData()
export class HeldByPlatform implements PersonalDataHolder {
  readonly name = 'server';

  constructor(
    private readonly database: Database,
    private readonly files: ExportFiles,
    @Inject(REDIS) private readonly redis: Redis,
    private readonly config: Config,
  ) {}

  export(snapshot: Snapshot, userId: Id): PersonalPart[] {
    return parts(snapshot, userId);
  }

  async eraseFiles(userId: Id): Promise<void> {
    const rows = await this.database.query(jobIds, [userId]);
    await this.files.removeOf(rows.map(({ id }) => id));
    // What sockets may have missed of late, of everybody: those few that are away just now ask the sync instead.
    await this.redis.unlink(liveStream(this.config));
  }

  async erase(tx: Transaction, userId: Id): Promise<void> {
    for (const erasure of erasures) await tx.query(erasure, [userId]);
  }
}
