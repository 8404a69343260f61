import { Inject, Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { isId, type Id } from '@almanac/kernel';
import { Database, statement } from '../database';
import { LOGGER, type PinoLogger } from '../logging';
import { HandlesJob, type JobContext, type JobHandler } from '../queue/job-handler';
import { ExportFiles } from './export-files';
import { JobRuns } from './job-runs';

const BATCH = 200;
/** Far longer than a job takes to write its file and say so. */
const ORPHAN_MS = 86_400_000;

const selectExpired = statement<{ id: Id; fileName: string }>(
  'jobs.expired-files',
  `SELECT id, file_name AS "fileName" FROM jobs
    WHERE file_name IS NOT NULL AND expires_at <= now() ORDER BY expires_at LIMIT $1`,
);
const forgetFiles = statement(
  'jobs.forget-files',
  'UPDATE jobs SET file_name = NULL WHERE id = ANY ($1::uuid[]) AND expires_at <= now()',
);
const selectKnown = statement<{ fileName: string }>(
  'jobs.known-files',
  `SELECT file_name AS "fileName" FROM jobs WHERE file_name = ANY ($1::text[])`,
);

/** Their files are what they work on, however long nobody has come to that. */
const selectOpen = statement<{ id: Id }>(
  'jobs.open-of',
  `SELECT id FROM jobs WHERE id = ANY ($1::uuid[]) AND status IN ('queued', 'active')`,
);

/**
 * Deletes the files of exports at their expiry (spec: background.md, "retention"), and those that a worker
 * which died has left. Harmless when repeated: a file goes before it is forgotten.
 */
@Injectable()
@HandlesJob('maintenance', 'expire-exports')
export class ExpireExportsProcessor implements JobHandler<'maintenance', 'expire-exports'> {
  constructor(
    private readonly database: Database,
    private readonly files: ExportFiles,
    private readonly runs: JobRuns,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  async handle(
    _payload: JobPayload<'maintenance', 'expire-exports'>,
    { context }: Pick<JobContext, 'context'>,
  ): Promise<void> {
    const files = (await this.expire()) + (await this.sweep());
    const jobs = await this.runs.tidy(context);
    this.logger.info({ files, jobs }, 'files of exports that are past their time are deleted');
  }

  private async expire(): Promise<number> {
    for (let total = 0; ;) {
      const expired = await this.database.query(selectExpired, [BATCH]);
      for (const { fileName } of expired) await this.files.remove(fileName);
      await this.database.query(forgetFiles, [expired.map(({ id }) => id)]);
      total += expired.length;
      if (expired.length < BATCH) return total;
    }
  }

  private async sweep(): Promise<number> {
    let count = await this.files.removeUnfinished(ORPHAN_MS);
    let batch: string[] = [];
    for await (const name of this.files.olderThan(ORPHAN_MS)) {
      batch.push(name);
      if (batch.length < BATCH) continue;
      count += await this.removeUnknown(batch);
      batch = [];
    }
    return count + (await this.removeUnknown(batch));
  }

  private async removeUnknown(names: readonly string[]): Promise<number> {
    const rows = await this.database.query(selectKnown, [names]);
    const known = new Set(rows.map(({ fileName }) => fileName));
    const left = names.filter((name) => !known.has(name));
    const jobs = left.map(jobOf).filter((id) => id !== undefined);
    const open = new Set((await this.database.query(selectOpen, [jobs])).map(({ id }) => id));
    const orphans = left.filter((name) => !open.has(jobOf(name) ?? ''));
    for (const name of orphans) await this.files.remove(name);
    return orphans.length;
  }
}

/** Files begin with the id of their job (ExportFiles); whatever else lies there belongs to none. */
function jobOf(name: string): Id | undefined {
  const id = name.slice(0, 36);
  return isId(id) ? id : undefined;
}
