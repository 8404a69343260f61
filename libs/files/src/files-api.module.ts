import { Module } from '@nestjs/common';
import { FilesController } from './api/files.controller';
import { FilesModule } from './files.module';
import { SqlStorageMeter } from './infrastructure/sql-storage.meter';

/** Files in the API process: they come in, are seen, and go. */
@Module({ imports: [FilesModule], controllers: [FilesController], providers: [SqlStorageMeter] })
export class FilesApiModule {}
