import { Injectable } from '@nestjs/common';
import { accepted, created, ok, type Answer, type RequestContext } from '@almanac/platform';
import { ImportService, type ReadImport } from '../../application/imports/import.service';
import { preferenceOf } from '../preference';
import { IMPORT_GOES_ON, IMPORTED } from './import-endpoint';
import type { ImportQueryDto } from './import.dto';

/** How every import answers: with what would be made, with the planner, or with the job that makes it. */
@Injectable()
export class ImportAnswers {
  constructor(private readonly imports: ImportService) {}

  async answer(
    context: RequestContext,
    file: ReadImport,
    { dryRun = false, strict = false }: ImportQueryDto,
    prefer: string | undefined,
  ): Promise<Answer> {
    if (dryRun) return this.preview(context, file);
    const wantsJob = preferenceOf(prefer).applied.includes('respond-async');
    if (wantsJob || !this.imports.isSmall(file)) return this.begin(context, file, { strict, wantsJob });
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

  private async begin(
    context: RequestContext,
    file: ReadImport,
    { strict, wantsJob }: { strict: boolean; wantsJob: boolean },
  ): Promise<Answer> {
    const jobId = await this.imports.enqueue(context, file, strict);
    const headers: Record<string, string> = wantsJob ? { 'preference-applied': 'respond-async' } : {};
    const data = { jobId, type: `import-${file.format}`, status: 'queued' };
    return accepted(data, { message: IMPORT_GOES_ON, headers });
  }
}
