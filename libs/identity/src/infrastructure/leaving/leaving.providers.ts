import { AccountDeletionService } from '../../application/leaving/account-deletion.service';
import { AccountDeparture } from '../../application/leaving/account-departure';
import { AccountPurgeService } from '../../application/leaving/account-purge.service';
import { AccountRestoration } from '../../application/leaving/account-restoration';
import { DataExportRequests } from '../../application/leaving/data-export-requests';
import { DataExportService } from '../../application/leaving/data-export.service';
import { OwnerProof } from '../../application/leaving/owner-proof';
import { LeavingRepository } from '../../application/ports/leaving/leaving.repository';
import { HeldByIdentity } from './held-by-identity';
import { SqlLeavingRepository } from './sql-leaving.repository';

/** Deletion, restoration and export of accounts, for every process. */
export const leavingProviders = [
  { provide: LeavingRepository, useClass: SqlLeavingRepository },
  AccountDeletionService,
  AccountDeparture,
  AccountRestoration,
  DataExportRequests,
  OwnerProof,
];

/** What is done in the worker alone, which knows everybody who holds personal data. */
export const leavingWorkProviders = [HeldByIdentity, DataExportService, AccountPurgeService];
