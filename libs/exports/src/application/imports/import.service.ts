import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, newId, type FieldProblem, type Id } from '@almanac/kernel';
import {
  appendEvent,
  AuditTrail,
  callerOf,
  Config,
  ExportFiles,
  JobRuns,
  UnitOfWork,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { PlannerMaker, type PlannerDraft, type Written } from '@almanac/planning';
import {
  activitiesOf,
  importFormats,
  Problems,
  SOON_ACTIVITIES,
  SOON_BYTES,
} from '../../domain/imports/reading';
import type { ImportFormat, ImportProblem, ReadHead, Reading } from '../../domain/imports/reading';
import { Drafting, type DraftingOptions } from './drafting';

/** What routes that import ask for, and what the worker asks for once more. */
export const importAccess = ['write:own-planners', 'write:own-activities'] as const;

/** The beginning of the types of their jobs. */
export const IMPORT_JOBS = 'import-';

/** A file that was received and read. */
export interface ReadImport {
  format: ImportFormat;
  pieces: readonly Uint8Array[];
  /** In bytes. */
  size: number;
  /** Of the planner, where the file has none. */
  title: string | undefined;
  reading: Reading;
  /** Of the bytes, and of what was read of them: whoever has handed them on needs neither. Again does nothing. */
  letGo(): void;
}

export interface ImportCounts {
  planners: number;
  sections: number;
  activities: number;
}

export interface ImportReport {
  counts: ImportCounts;
  problems: ImportProblem[];
  problemsCount: number;
}

/** What is kept with the job. */
export const keptImport = z.object({
  format: z.enum(importFormats),
  file: z.string(),
  strict: z.boolean(),
  timeZone: z.string(),
  title: z.string().optional(),
  /** Only what would be made is to be found out. */
  dryRun: z.boolean().optional(),
});

/** Of a job that makes a planner, or only looks what it would make. */
export function importJobType({
  format,
  dryRun = false,
}: Pick<z.infer<typeof keptImport>, 'format' | 'dryRun'>): string {
  return `${IMPORT_JOBS}${format}${dryRun ? '-check' : ''}`;
}

/** What is asked of a job that imports. */
export interface WantedImport {
  strict?: boolean;
  dryRun?: boolean;
  /** So long the request waits for its end. */
  waitMs?: number;
}

/** Makes planners of files that were read: at once, or by a job; all of what is right in them, or nothing. */
@Injectable()
export class ImportService {
  constructor(
    private readonly maker: PlannerMaker,
    private readonly unitOfWork: UnitOfWork,
    private readonly jobs: JobRuns,
    private readonly files: ExportFiles,
    private readonly audit: AuditTrail,
    private readonly config: Config,
  ) {}

  /** What would be made, by what makes it; changes nothing. */
  async preview(
    context: RequestContext,
    { reading }: Pick<ReadImport, 'reading'>,
    onActivity?: DraftingOptions['onActivity'],
  ): Promise<ImportReport> {
    if (reading.planner === null) return { counts: NOTHING, ...told(problemsOf(reading)) };
    return (await this.draft(context, reading, reading.planner, { kept: false, onActivity })).report;
  }

  /** Whether the planner is to be made, or looked at, where the client waits. */
  isSmall({ reading: { planner }, size }: Pick<ReadImport, 'reading' | 'size'>): boolean {
    if (planner === null) return true;
    return activitiesOf(planner) <= SOON_ACTIVITIES && size <= SOON_BYTES;
  }

  /** @throws DomainError VALIDATION_ERROR where nothing can be read, or `strict` and not all; MAX_PLANNERS_REACHED */
  async make(
    context: RequestContext,
    { format, reading }: Pick<ReadImport, 'reading' | 'format'>,
    strict: boolean,
  ): Promise<{ written: Written; report: ImportReport }> {
    const { draft, report } = await this.accepted(context, reading, strict);
    const written = await this.unitOfWork.run(context, (tx) =>
      this.write(tx, context, draft, { format, report }),
    );
    return { written, report };
  }

  /** @throws DomainError as `make` does */
  async accepted(
    context: RequestContext,
    reading: Reading,
    strict: boolean,
    onActivity?: DraftingOptions['onActivity'],
  ): Promise<{ draft: PlannerDraft; report: ImportReport }> {
    if (reading.planner === null) throw unreadable(told(problemsOf(reading)));
    const drafted = await this.draft(context, reading, reading.planner, { kept: true, onActivity });
    if (strict && drafted.report.problemsCount > 0) throw unreadable(drafted.report);
    return drafted;
  }

  async write(
    tx: Transaction,
    context: RequestContext,
    draft: PlannerDraft,
    { format, report }: { format: ImportFormat; report: ImportReport },
  ): Promise<Written> {
    const written = await this.maker.make(tx, context, draft);
    this.audit.record(tx, context, {
      action: 'planner.imported',
      resource: { type: 'planner', id: written.resource.id },
      after: { format, ...report.counts },
    });
    return written;
  }

  /**
   * Hands the file on to the worker. It is named by the job, so that it goes with the account; it is removed once the job
   * has ended, however (DropImportProcessor), and swept where there is no job of it (ExpireExportsProcessor).
   * @throws DomainError VALIDATION_ERROR where nothing of it can be read, RATE_LIMIT_EXCEEDED
   */
  async enqueue(
    context: RequestContext,
    { format, pieces, title, reading }: ReadImport,
    { strict = false, dryRun = false, waitMs = 0 }: WantedImport,
  ): Promise<Id> {
    if (reading.planner === null || (strict && reading.problemsCount > 0))
      throw unreadable(told(problemsOf(reading)));
    const { timeZone } = callerOf(context);
    const extension = format === 'ics' || format === 'csv' ? format : 'json';
    const id = newId();
    // No try of a job has this number.
    const { name: file } = await this.files.write({ id, attempt: 0 }, extension, () => Readable.from(pieces));
    try {
      return await this.unitOfWork.run(context, (tx) =>
        this.job(tx, context, {
          id,
          awaitedMs: waitMs,
          input: { format, file, strict, timeZone, title, dryRun },
        }),
      );
    } catch (error) {
      await this.files.remove(file);
      throw error;
    }
  }

  private async job(
    tx: Transaction,
    context: RequestContext,
    { id, awaitedMs, input }: { id: Id; awaitedMs: number; input: z.infer<typeof keptImport> },
  ): Promise<Id> {
    const { userId } = callerOf(context);
    const open = await this.jobs.holdOpen(tx, userId, IMPORT_JOBS);
    if (open >= this.config.MAX_OPEN_EXPORTS) throw tooMany(this.config.MAX_OPEN_EXPORTS);
    const type = importJobType(input);
    const jobId = await this.jobs.create(tx, {
      ...{ id, userId, type, personal: false, needs: ['read:own-planners'], awaitedMs, input },
    });
    await appendEvent(tx, context, {
      name: 'import.requested',
      payload: { userId, jobId },
      resource: { type: 'job', id: jobId },
    });
    return jobId;
  }

  private async draft(
    context: RequestContext,
    reading: Reading,
    planner: ReadHead,
    options: DraftingOptions,
  ): Promise<{ draft: PlannerDraft; report: ImportReport }> {
    const { userId, timeZone } = callerOf(context);
    const problems = problemsOf(reading);
    const drafting = new Drafting({ now: new Date(), timeZone, userId }, problems, options);
    const { draft, counts } = await drafting.draft(planner, reading.activities);
    return { draft, report: { counts, ...told(problems) } };
  }
}

const NOTHING: ImportCounts = { planners: 0, sections: 0, activities: 0 };

function problemsOf({ problems, problemsCount }: Reading): Problems {
  return new Problems({ told: problems, count: problemsCount });
}

function told({ told: problems, count }: Problems): Omit<ImportReport, 'counts'> {
  return { problems: [...problems].sort((a, b) => a.line - b.line), problemsCount: count };
}

/** As many as other refusals tell. */
const MAX_DETAILS = 100;

function unreadable({ problems }: Pick<ImportReport, 'problems'>): DomainError<ErrorCode> {
  const details: FieldProblem[] = problems.slice(0, MAX_DETAILS).map(({ line, message }) => ({
    ...{ field: 'file', message: `line ${line}: ${message}`, rule: 'readable' },
  }));
  return new DomainError<ErrorCode>('VALIDATION_ERROR', 'The file cannot be imported', details);
}

function tooMany(limit: number): DomainError<ErrorCode> {
  const message = `You have ${limit} imports under way; wait for one of them, or cancel one`;
  return new DomainError<ErrorCode>('RATE_LIMIT_EXCEEDED', message, { limit }, 10);
}
