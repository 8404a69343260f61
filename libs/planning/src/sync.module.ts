import { Module } from '@nestjs/common';
import { ChangesReader } from './application/ports/changes-reader';
import { ChangeRetention } from './application/ports/change-retention';
import { SyncService } from './application/sync/sync.service';
import { SqlChangeRetention } from './infrastructure/sync/sql-change.retention';
import { SqlChangesReader } from './infrastructure/sync/sql-changes.reader';

/** The delta sync: what changed for one person, and for how long that is known. */
@Module({
  providers: [
    SyncService,
    { provide: ChangesReader, useClass: SqlChangesReader },
    { provide: ChangeRetention, useClass: SqlChangeRetention },
  ],
  exports: [SyncService, ChangeRetention],
})
export class SyncModule {}
