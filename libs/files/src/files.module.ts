import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  AllFileParents,
  Config,
  FileReaders,
  KeptFiles,
  PersonContexts,
  PromisedUploads,
  StorageModule,
} from '@almanac/platform';
import { ExampleFileService } from './application/example-file.service';
import { FileService, StoredKeptFiles } from './application/file.service';
import { StoredReaders } from './application/file-readers';
import { FileUpkeep } from './application/file-upkeep';
import { Intake } from './application/intake';
import { FileStore } from './application/ports/file-store';
import { ImageMaker } from './application/ports/image-maker';
import { TypeFinder } from './application/ports/type-finder';
import { VirusScanner } from './application/ports/virus-scanner';
import { Spool } from './application/spool';
import { StoredPromises, UploadService } from './application/upload.service';
import { fileEntities } from './infrastructure/file.entity';
import { HeldByFiles } from './infrastructure/held-by-files';
import { SharpImages } from './infrastructure/images/sharp-images';
import { ClamAvScanner, NoScanner } from './infrastructure/scan/clamav-scanner';
import { SqlFileStore } from './infrastructure/sql-file.store';
import { ContentTypes } from './infrastructure/types/content-types';

function scanner({ CLAMAV_ADDRESS, CLAMAV_TIMEOUT_MS }: Config): VirusScanner {
  return CLAMAV_ADDRESS === ''
    ? new NoScanner()
    : new ClamAvScanner(new URL(CLAMAV_ADDRESS), CLAMAV_TIMEOUT_MS);
}

/** Files, for every process. Global, because features that attach files ask for `KeptFiles`. */
@Global()
@Module({
  imports: [StorageModule, DiscoveryModule, TypeOrmModule.forFeature(fileEntities)],
  providers: [
    { provide: FileStore, useClass: SqlFileStore },
    { provide: KeptFiles, useClass: StoredKeptFiles },
    { provide: PromisedUploads, useClass: StoredPromises },
    { provide: FileReaders, useClass: StoredReaders },
    { provide: ImageMaker, useClass: SharpImages },
    { provide: TypeFinder, useClass: ContentTypes },
    { provide: VirusScanner, inject: [Config], useFactory: scanner },
    AllFileParents,
    PersonContexts,
    Spool,
    Intake,
    UploadService,
    FileService,
    FileUpkeep,
    ExampleFileService,
    HeldByFiles,
  ],
  exports: [
    KeptFiles,
    PromisedUploads,
    FileReaders,
    UploadService,
    FileService,
    FileUpkeep,
    ExampleFileService,
  ],
})
export class FilesModule {}
