import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, missingPermissions, type Id } from '@almanac/kernel';
import {
  ExportFiles,
  Snapshots,
  type AuditEntry,
  type JobOutcome,
  type RequestContext,
  type Snapshot,
  callerOf,
} from '@almanac/platform';
import { PlannerAccess } from '@almanac/planning';
import type { PlannerDocument } from '../domain/planner-document';
import type { PlannerWriter } from '../domain/planner-writer';
import { ExportKind, type Making } from './export-kind';
import { PlannerDocuments } from './planner-documents';
import { Turns } from './turns';

/** So long at most a writer keeps the process to itself. */
const TURN_MS = 10;

/** What every export of a planner stands on. */
@Injectable()
export class PlannerExporting {
  constructor(
    private readonly access: PlannerAccess,
    private readonly documents: PlannerDocuments,
    private readonly snapshots: Snapshots,
    private readonly files: ExportFiles,
  ) {}

  /** Who may read a planner may export it, where they hold `export:planners`; the route asks for that, too, but not when the job runs. */
  async check(context: RequestContext, plannerId: Id): Promise<void> {
    const missing = missingPermissions(callerOf(context).permissions, plannerExportAccess);
    if (missing.length > 0) {
      throw new DomainError<ErrorCode>('FORBIDDEN', 'You may not export planners any more', {
        required: missing,
      });
    }
    await this.access.require(context, 'read', 'planner', plannerId);
  }

  /**
   * Not the permission to export: that was needed when it was made. Nor does a planner that is deleted take its files
   * with it: people export what they are about to delete.
   */
  async mayKeep(context: RequestContext, plannerId: Id): Promise<boolean> {
    const standing = (await this.access.find(context, 'planner', [plannerId])).get(plannerId);
    return standing?.role !== null;
  }

  /** Writes a planner as it is at one moment. */
  make<Options>(format: PlannerFormat<Options>, { plannerId, options }: Kept<Options>, making: Making) {
    return this.snapshots.within(async (snapshot) => {
      const document = await this.open(snapshot, plannerId, making);
      // After the snapshot: whoever may see the planner now may see it as it was then.
      await this.check(making.context, plannerId);
      return this.write(format, document, options, making);
    });
  }

  private async open(snapshot: Snapshot, plannerId: Id, { context, timeZone }: Making) {
    const { userId } = callerOf(context);
    const document = await this.documents.open(snapshot, plannerId, { userId, timeZone });
    if (!document) throw new DomainError<ErrorCode>('NOT_FOUND', 'There is no such planner any more');
    return document;
  }

  private async write<Options>(
    { writer, extension }: PlannerFormat<Options>,
    document: PlannerDocument,
    options: Options,
    { job }: Making,
  ): Promise<JobOutcome> {
    await job.progress(0, 'reading');
    const turns = new Turns(TURN_MS);
    const written = writer.write(document, options, job.signal, async (activities, of) => {
      await job.progress(of === 0 ? 0 : (activities * 100) / of, 'writing');
      // Between rows that are in memory already nothing else would have its turn.
      await turns.pass();
    });
    const file = await this.files.write(job, extension, () => written.content, job.signal);
    const pages = written.pages?.();
    return {
      file,
      fileName: `${document.title}.${extension}`,
      result: pages === undefined ? {} : { pages },
    };
  }
}

/** How a planner is written in one format. */
export interface PlannerFormat<Options> {
  /** Of the file, without the dot; `mediaTypeOf` of the storage knows it. */
  readonly extension: string;
  readonly writer: PlannerWriter<Options>;
}

/** What routes that export planners ask for: what reading all that is in them takes, and the right to export. */
export const plannerExportAccess = ['read:own-planners', 'read:own-activities', 'export:planners'] as const;

interface Kept<Options> {
  plannerId: Id;
  options: Options;
}

/**
 * Exports of whole planners in one format. Another format takes three things:
 *
 *     // infrastructure/planner-kinds.ts, and one more name in its `plannerKinds`
 *     @Injectable()
 *     export class PdfExportKind extends PlannerExportKind<PdfOptions> {
 *       readonly name = 'pdf';
 *       readonly extension = 'pdf';
 *       readonly writer = new PdfPlannerWriter();
 *       protected readonly options = z.object({ paper: z.enum(['a4', 'letter']) … });
 *     }
 *
 * a DTO with its options, and a method of a controller, as in api/planner-exports.controller.ts. `options` reads back
 * what the DTO gave, with every default in place.
 */
@Injectable()
export abstract class PlannerExportKind<Options>
  extends ExportKind<Kept<Options>>
  implements PlannerFormat<Options>
{
  readonly needs = plannerExportAccess;
  abstract readonly extension: string;
  abstract readonly writer: PlannerWriter<Options>;
  protected abstract readonly options: z.ZodType<Options>;

  constructor(private readonly exporting: PlannerExporting) {
    super();
  }

  protected override get input(): z.ZodType<Kept<Options>> {
    return z.object({ plannerId: z.uuid(), options: this.options });
  }

  protected override check(context: RequestContext, { plannerId }: Kept<Options>): Promise<void> {
    return this.exporting.check(context, plannerId);
  }

  protected override mayKeep(context: RequestContext, { plannerId }: Kept<Options>): Promise<boolean> {
    return this.exporting.mayKeep(context, plannerId);
  }

  protected override work(kept: Kept<Options>, making: Making): Promise<JobOutcome> {
    return this.exporting.make(this, kept, making);
  }

  protected override audit({ plannerId }: Kept<Options>): Pick<AuditEntry, 'action' | 'resource'> {
    return { action: 'planner.exported', resource: { type: 'planner', id: plannerId } };
  }
}
