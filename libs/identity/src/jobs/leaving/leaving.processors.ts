import { DataExportProcessor } from './data-export.processor';
import {
  AccountDeletedProcessor,
  AccountRestoredProcessor,
  DataExportReadyProcessor,
} from './leaving-mails.processor';
import { PurgeAccountsProcessor } from './purge-accounts.processor';

/** What the worker does for people who leave. */
export const leavingProcessors = [
  DataExportProcessor,
  PurgeAccountsProcessor,
  DataExportReadyProcessor,
  AccountDeletedProcessor,
  AccountRestoredProcessor,
];
