import { Module } from '@nestjs/common';
import { FilesModule } from './files.module';
import { SweepFilesProcessor } from './jobs/sweep-files.processor';

/** Files in the worker: what broke off is swept. */
@Module({ imports: [FilesModule], providers: [SweepFilesProcessor] })
export class FilesWorkerModule {}
