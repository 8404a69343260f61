import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { accepted, ok, type Answer, type RequestContext } from '@almanac/platform';
import { ExportService } from '../application/export.service';
import { EXPORT_GOES_ON, EXPORT_READY } from './export-endpoint';
import type { ExportJobDto } from './export.dto';
import { JobEnds } from './job-ends';
import { preferenceOf } from './preference';

/** A request for an export, as a controller hands it on. */
export interface ExportRequest {
  /** Of the kind. */
  name: string;
  /** As the kind keeps it. */
  input: unknown;
  /** The header `Prefer`. */
  prefer: string | undefined;
  reply: FastifyReply;
}

/** How every export answers: with the file where it is there soon enough, else with the job (spec: exports-files.md). */
@Injectable()
export class ExportAnswers {
  constructor(
    private readonly exports: ExportService,
    private readonly ends: JobEnds,
  ) {}

  /** @throws DomainError whatever the kind refuses with, at once or in the worker */
  async answer(
    context: RequestContext,
    { name, input, prefer, reply }: ExportRequest,
  ): Promise<Answer<ExportJobDto>> {
    const { waitMs, applied } = preferenceOf(prefer);
    const jobId = await this.exports.request(context, name, input, waitMs);
    const headers: Record<string, string> = applied === '' ? {} : { 'preference-applied': applied };
    const data: ExportJobDto = { jobId, type: `export-${name}`, status: 'queued' };
    const goesOn = { message: EXPORT_GOES_ON, headers };
    if (waitMs === 0) return accepted(data, goesOn);
    // The job can be taken up once it is committed, and not before.
    const afterCommit = async (): Promise<Answer> => {
      const made = await this.ends.of(context, { jobId, waitMs, reply });
      return made === undefined ? accepted(data, goesOn) : ok(made, { message: EXPORT_READY, headers });
    };
    return accepted(data, { ...goesOn, afterCommit });
  }
}
