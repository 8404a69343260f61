import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Id } from '@almanac/kernel';
import { accepted, created, ok, type Answer, type RequestContext } from '@almanac/platform';
import {
  importJobType,
  ImportService,
  type ReadImport,
  type WantedImport,
} from '../../application/imports/import.service';
import { JobEnds } from '../job-ends';
import { preferenceOf, type Preference } from '../preference';
import { CHECK_GOES_ON, IMPORT_GOES_ON, IMPORTED } from './import-endpoint';
import type { ImportQueryDto } from './import.dto';

/** A file that is to be imported, as a controller hands it on. */
export interface ImportRequest {
  file: ReadImport;
  query: ImportQueryDto;
  /** The header `Prefer`. */
  prefer: string | undefined;
  reply: FastifyReply;
}

/** How every import answers: with what would be made, with the planner, or with the job that makes it. */
@Injectable()
export class ImportAnswers {
  constructor(
    private readonly imports: ImportService,
    private readonly ends: JobEnds,
  ) {}

  async answer(context: RequestContext, request: ImportRequest): Promise<Answer> {
    const { file, query, prefer } = request;
    const { dryRun = false, strict = false } = query;
    const preference = preferenceOf(prefer);
    const wantsJob = preference.applied.includes('respond-async');
    const isSmall = this.imports.isSmall(file);
    if (dryRun) return isSmall ? this.preview(context, file) : this.checked(context, request, preference);
    if (wantsJob || !isSmall) {
      const headers: Record<string, string> = wantsJob ? { 'preference-applied': 'respond-async' } : {};
      const jobId = await this.handOn(context, file, { strict });
      return accepted(jobOf(jobId, file, false), { message: IMPORT_GOES_ON, headers });
    }
    const { written, report } = await this.imports.make(context, file, strict);
    const { resource, operationId } = written;
    const { counts, ...problems } = report;
    return created(
      { planner: resource, created: counts, ...problems },
      {
        message: IMPORTED,
        location: `/api/v1/planners/${resource.id}`,
        headers: operationId === undefined ? {} : { 'x-operation-id': operationId },
      },
    );
  }

  private async preview(context: RequestContext, file: ReadImport): Promise<Answer> {
    const { counts, ...problems } = await this.imports.preview(context, file);
    return ok({ willCreate: counts, ...problems }, { status: 200 });
  }

  /** Whoever waits for the job waits without the file: many who wait would keep others from sending theirs. */
  private async handOn(context: RequestContext, file: ReadImport, wanted: WantedImport): Promise<Id> {
    const jobId = await this.imports.enqueue(context, file, wanted);
    file.letGo();
    return jobId;
  }

  /** Looking through a large file takes seconds of a processor: the worker has them, and whoever asks waits for it. */
  private async checked(
    context: RequestContext,
    { file, reply }: ImportRequest,
    { waitMs, applied }: Preference,
  ): Promise<Answer> {
    const headers: Record<string, string> = applied === '' ? {} : { 'preference-applied': applied };
    const jobId = await this.handOn(context, file, { dryRun: true, waitMs });
    const data = jobOf(jobId, file, true);
    const goesOn = { message: CHECK_GOES_ON, headers };
    if (waitMs === 0) return accepted(data, goesOn);
    const afterCommit = async (): Promise<Answer> => {
      const made = await this.ends.of(context, { jobId, waitMs, reply });
      return made === undefined ? accepted(data, goesOn) : ok(made, { status: 200, headers });
    };
    return accepted(data, { ...goesOn, afterCommit });
  }
}

function jobOf(jobId: string, { format }: ReadImport, dryRun: boolean) {
  return { jobId, type: importJobType({ format, dryRun }), status: 'queued' };
}
