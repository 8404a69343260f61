import { Module } from '@nestjs/common';
import { CryptoModule } from '../crypto';
import { DownloadLinks } from './download-links';
import { Downloads } from './downloads';
import { DownloadsController } from './downloads.controller';
import { ExpireExportsProcessor } from './expire-exports.processor';
import { ExportFiles } from './export-files';
import { JobRuns } from './job-runs';
import { JobViews } from './job-views';
import { JobsController } from './jobs.controller';

/** Jobs and their files, for whoever starts or works off one. */
@Module({
  imports: [CryptoModule],
  providers: [JobRuns, ExportFiles, DownloadLinks],
  exports: [JobRuns, ExportFiles, DownloadLinks],
})
export class JobsModule {}

/** Jobs in the API process: to follow them, and to fetch what they made. */
@Module({
  imports: [JobsModule],
  controllers: [JobsController, DownloadsController],
  providers: [JobViews, Downloads],
})
export class JobsApiModule {}

/** Jobs in the worker: the end of their files. */
@Module({ imports: [JobsModule], providers: [ExpireExportsProcessor] })
export class JobsWorkerModule {}
