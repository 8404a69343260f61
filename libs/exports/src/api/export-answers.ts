import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import {
  accepted,
  callerOf,
  JobWaits,
  ok,
  type Answer,
  type RequestContext,
  type SeenJob,
} from '@almanac/platform';
import { ExportService } from '../application/export.service';
import { EXPORT_GOES_ON, EXPORT_READY } from './export-endpoint';
import type { ExportJobDto } from './export.dto';
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

/**
 * How every export answers: with the file where it is there soon enough, else with the job (spec: exports-files.md).
 * Whoever goes away while it waits costs nothing more; the job goes on.
 */
@Injectable()
export class ExportAnswers {
  constructor(
    private readonly exports: ExportService,
    private readonly waits: JobWaits,
  ) {}

  /** @throws DomainError whatever the kind refuses with, at once or in the worker */
  async answer(
    context: RequestContext,
    { name, input, prefer, reply }: ExportRequest,
  ): Promise<Answer<ExportJobDto>> {
    const { waitMs, applied } = preferenceOf(prefer);
    const jobId = await this.exports.request(context, name, input);
    const headers: Record<string, string> = applied === '' ? {} : { 'preference-applied': applied };
    const data: ExportJobDto = { jobId, type: `export-${name}`, status: 'queued' };
    const goesOn = { message: EXPORT_GOES_ON, headers };
    if (waitMs === 0) return accepted(data, goesOn);
    const left = leftBy(reply);
    // The job can be taken up once it is committed, and not before.
    const afterCommit = async (): Promise<Answer> => {
      const job = await this.waits.end(callerOf(context), jobId, waitMs, left);
      return job ? finished(job, headers) : accepted(data, goesOn);
    };
    return accepted(data, { ...goesOn, afterCommit });
  }
}

function finished({ status, result, error }: SeenJob, headers: Record<string, string>): Answer {
  if (status === 'completed') return ok(result, { message: EXPORT_READY, headers });
  if (error) throw new DomainError<ErrorCode>(error.code as ErrorCode, error.message);
  throw new DomainError<ErrorCode>('CONFLICT', 'The export was cancelled');
}

/** Aborted when the connection is closed before the answer is sent. */
function leftBy({ raw }: FastifyReply): AbortSignal {
  const left = new AbortController();
  raw.once('close', () => left.abort());
  return left.signal;
}
