import { Module } from '@nestjs/common';
import { FilesController } from './api/files.controller';
import { FilesModule } from './files.module';

/** Files in the API process: they come in, are seen, and go. */
@Module({ imports: [FilesModule], controllers: [FilesController] })
export class FilesApiModule {}
