import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { CryptoModule } from '../crypto';
import { StorageModule } from '../storage';
import { DownloadLinks } from './download-links';
import { Downloads } from './downloads';
import { DownloadsController } from './downloads.controller';
import { ExpireExportsProcessor } from './expire-exports.processor';
import { ExportFiles } from './export-files';
import { FollowedJobs } from './followed-jobs';
import { JobAnswers } from './job-answers';
import { JobChanges } from './job-changes';
import { JobEventRouter } from './job-event.router';
import { JobRuns } from './job-runs';
import { JobStreams } from './job-streams';
import { JobStreamsController } from './job-streams.controller';
import { JobViews } from './job-views';
import { JobWaits } from './job-waits';
import { JobsController } from './jobs.controller';

/** Jobs and their files, for whoever starts or works off one. */
@Module({
  imports: [CryptoModule, StorageModule],
  providers: [JobRuns, JobAnswers, JobChanges, FollowedJobs, ExportFiles, DownloadLinks],
  exports: [JobRuns, JobAnswers, JobChanges, FollowedJobs, ExportFiles, DownloadLinks],
})
export class JobsModule {}

/** Jobs in the API process: to follow them, and to fetch what they made. */
@Module({
  imports: [DiscoveryModule, JobsModule],
  controllers: [JobsController, JobStreamsController, DownloadsController],
  providers: [JobViews, JobStreams, JobWaits, Downloads],
  exports: [JobsModule, JobViews, JobWaits],
})
export class JobsApiModule {}

/** Jobs in the worker: where their events go, and the end of their files. */
@Module({ imports: [JobsModule], providers: [ExpireExportsProcessor, JobEventRouter] })
export class JobsWorkerModule {}
