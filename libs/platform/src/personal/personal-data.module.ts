import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { JobsModule } from '../jobs/jobs.module';
import { ExportArchive } from './export-archive';
import { HeldByPlatform } from './held-by-platform';
import { PersonalData } from './personal-data';
import { Snapshots } from './snapshot';

/** What is held on people: to be exported, and to be erased. For the worker, which knows every holder. */
@Module({
  imports: [DiscoveryModule, JobsModule],
  providers: [PersonalData, ExportArchive, Snapshots, HeldByPlatform],
  exports: [PersonalData, ExportArchive, Snapshots],
})
export class PersonalDataModule {}
