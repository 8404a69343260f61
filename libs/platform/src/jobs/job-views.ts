import { Injectable } from '@nestjs/common';
import { permissionCatalogue, type ErrorCode } from '@almanac/contracts';
import { conflict, DomainError, missingPermissions, notFound, type Id } from '@almanac/kernel';
import { callerOf, requireExpected, seesPersonal, type Principal, type RequestContext } from '../context';
import { Database, statement, UnitOfWork, utcInstants, type Queryable } from '../database';
import { limitOf, orderBy, pageStatement, Parameters, runPage, afterCursor, type SortKey } from '../listing';
import type { PageRequest } from '../http/dto/list-query.dto';
import { DownloadLinks } from './download-links';
import { JobRuns } from './job-runs';
import type { JobStatus } from './job-status';

/** A job as its owner sees it. */
export interface SeenJob {
  id: Id;
  type: string;
  status: JobStatus;
  progress: number;
  step: string | null;
  result: Record<string, unknown> | null;
  error: { code: string; message: string } | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  /** Grows with every change. */
  version: number;
}

export interface JobFilter {
  status: JobStatus | undefined;
  type: string | undefined;
}

/** A job as it is told to whoever watches it. */
export interface WatchedJob {
  id: Id;
  /** Grows with every change. */
  revision: number;
  job: SeenJob;
}

/** A job as it is read: the address of its file is not in it yet. */
type ReadJob = SeenJob & { expiresAt: string | null; fileSize: number | null; hasFile: boolean };

const columns = `j.id AS "id", j.type AS "type", j.status AS "status", j.progress AS "progress", j.step AS "step",
  j.result AS "result", j.error AS "error", j.created_at AS "createdAt", j.started_at AS "startedAt",
  j.finished_at AS "finishedAt", j.revision AS "version", j.expires_at AS "expiresAt", j.file_size AS "fileSize",
  (j.file_name IS NOT NULL AND j.expires_at > now()) AS "hasFile"`;
/** $2: whether what is personal is shown; $4: the permissions that the caller lacks. */
const select = statement<{ json: string }>(
  'jobs.see',
  `SELECT row_to_json(shown)::text AS json
     FROM (SELECT ${columns} FROM jobs j WHERE j.id = $3 AND j.user_id = $1 AND ($2 OR NOT j.personal)
             AND NOT (j.needs && $4::text[])) shown`,
);
/** Of several people at once: each row of what is wanted says whose job, whether what is personal is shown, and what they lack. */
const selectMany = statement<{ id: Id; revision: number; json: string }>(
  'jobs.see-many',
  `SELECT j.id, j.revision, (SELECT row_to_json(shown)::text FROM (SELECT ${columns}) shown) AS json
     FROM unnest($1::uuid[], $2::uuid[], $3::boolean[], $4::text[]) AS wanted (id, user_id, personal, lacking)
     JOIN jobs j ON j.id = wanted.id AND j.user_id = wanted.user_id AND (wanted.personal OR NOT j.personal)
      AND NOT (j.needs && string_to_array(wanted.lacking, ','))`,
);
/** Held, so that the version is that of what is cancelled. */
const selectCancelled = statement<{ version: number }>(
  'jobs.to-cancel',
  `SELECT j.revision AS version FROM jobs j
    WHERE j.id = $3 AND j.user_id = $1 AND ($2 OR NOT j.personal) AND NOT (j.needs && $4::text[])
      FOR UPDATE`,
);
const selectOwner = statement<{ userId: Id }>(
  'jobs.owner',
  'SELECT user_id AS "userId" FROM jobs WHERE id = $1',
);
const byCreation: SortKey = {
  expression: 'j.created_at',
  shown: 'shown."createdAt"',
  type: 'timestamptz',
};

/** Jobs as their owner follows them, and nobody else does. */
@Injectable()
export class JobViews {
  constructor(
    private readonly database: Database,
    private readonly links: DownloadLinks,
    private readonly unitOfWork: UnitOfWork,
    private readonly runs: JobRuns,
  ) {}

  /** The `data` of the list, as JSON. */
  async list(ctx: RequestContext, filter: JobFilter, page: PageRequest): Promise<object> {
    const caller = callerOf(ctx);
    const parameters = new Parameters(caller.userId, page);
    const wanted = ['j.user_id = $1::uuid'];
    if (!seesPersonal(caller)) wanted.push('NOT j.personal');
    wanted.push(`NOT (j.needs && ${parameters.add(lackingOf(caller))}::text[])`);
    if (filter.status !== undefined) wanted.push(`j.status = ${parameters.add(filter.status)}`);
    if (filter.type !== undefined) wanted.push(`j.type = ${parameters.add(filter.type)}`);
    const where = wanted.join(' AND ');
    const counted = `SELECT count(*) FROM jobs j WHERE ${where}`;
    const rows = `SELECT ${columns} FROM jobs j
      WHERE ${where} AND ${afterCursor(byCreation, 'j.id', page, parameters)}
      ${orderBy(byCreation, 'j.id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const list = pageStatement(rows, counted, byCreation, page);
    const text = await runPage(this.database.for(ctx), 'jobs', page, list, parameters.values);
    const { jobs, pagination } = JSON.parse(text) as { jobs: ReadJob[]; pagination: object };
    return { jobs: jobs.map((job) => this.shown(job)), pagination };
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  async see(ctx: RequestContext, jobId: Id): Promise<SeenJob> {
    const caller = callerOf(ctx);
    const values = [caller.userId, seesPersonal(caller), jobId, lackingOf(caller)];
    const [row] = await this.database.for(ctx).query(select, values);
    if (!row) throw await this.unseen(caller.userId, jobId);
    return this.shown(JSON.parse(utcInstants(row.json)) as ReadJob);
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED, CONFLICT where it has ended already */
  async cancel(ctx: RequestContext, jobId: Id): Promise<void> {
    const caller = callerOf(ctx);
    await this.unitOfWork.run(ctx, async (tx) => {
      const [row] = await tx.query(selectCancelled, [
        caller.userId,
        seesPersonal(caller),
        jobId,
        lackingOf(caller),
      ]);
      if (!row) throw await this.unseen(caller.userId, jobId, tx);
      requireExpected(ctx, row.version);
      if (!(await this.runs.cancel(tx, ctx, jobId))) throw conflict('This job has ended already');
    });
  }

  /** Those that there are of what several people look at, in one statement. */
  async seeMany(wanted: readonly { jobId: Id; principal: Principal }[]): Promise<WatchedJob[]> {
    const rows = await this.database.query(selectMany, [
      wanted.map(({ jobId }) => jobId),
      wanted.map(({ principal }) => principal.userId),
      wanted.map(({ principal }) => seesPersonal(principal)),
      wanted.map(({ principal }) => lackingOf(principal).join(',')),
    ]);
    return rows.map(({ id, revision, json }) => ({
      id,
      revision,
      job: this.shown(JSON.parse(utcInstants(json)) as ReadJob),
    }));
  }

  /** Why somebody does not see a job: what is their own and kept from these credentials does not exist for them. */
  async unseen(userId: Id, jobId: Id, queryable: Queryable = this.database): Promise<DomainError<ErrorCode>> {
    const [job] = await queryable.query(selectOwner, [jobId]);
    return job === undefined || job.userId === userId
      ? notFound('Job')
      : new DomainError<ErrorCode>('FORBIDDEN', 'This is the job of somebody else');
  }

  private shown({ hasFile, expiresAt, fileSize, ...job }: ReadJob): SeenJob {
    if (expiresAt === null) return job;
    const downloadUrl = hasFile ? this.links.of(job.id, new Date(expiresAt)) : null;
    return { ...job, result: { ...job.result, downloadUrl, expiresAt, fileSize } };
  }
}

/** Of all permissions those that the caller does not hold. */
function lackingOf({ permissions }: Principal): string[] {
  return missingPermissions(permissions, Object.keys(permissionCatalogue));
}
