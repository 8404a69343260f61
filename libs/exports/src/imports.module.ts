import { Module } from '@nestjs/common';
import { JobsModule } from '@almanac/platform';
import { TemplatesModule } from '@almanac/planning';
import { ImportService } from './application/imports/import.service';
import { ImportReader } from './application/imports/ports/import-reader';
import { PiscinaImportReader } from './infrastructure/imports/piscina-import-reader';

const reader = { provide: ImportReader, useClass: PiscinaImportReader };

/** Imports, for every process. */
@Module({
  imports: [JobsModule, TemplatesModule],
  providers: [reader, ImportService],
  exports: [reader, ImportService, JobsModule],
})
export class ImportsModule {}
