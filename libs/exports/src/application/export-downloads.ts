import { Injectable } from '@nestjs/common';
import { DownloadGate, JobFailed, type FetchedJob, type RequestContext } from '@almanac/platform';
import { ExportKinds } from './export-kinds';
import { EXPORT_JOBS, keptInput, kindOf } from './export.service';
import { JobPerson } from './job-person';

/** Links of exports end with the sight of what is in them, be it before their time. */
@Injectable()
export class ExportDownloads extends DownloadGate {
  readonly typesFrom = EXPORT_JOBS;

  constructor(
    private readonly kinds: ExportKinds,
    private readonly person: JobPerson,
  ) {
    super();
  }

  override async isOpen(
    context: RequestContext,
    { userId, type, input: kept }: FetchedJob,
  ): Promise<boolean> {
    const { timeZone, input } = keptInput.parse(kept);
    try {
      const owner = await this.person.contextOf(context, userId, timeZone);
      return await this.kinds.of(kindOf(type)).mayKeepKept(owner, input);
    } catch (error) {
      if (error instanceof JobFailed) return false;
      throw error;
    }
  }
}
