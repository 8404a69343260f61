/** Comma-separated values that spreadsheets read and do not run. */
export * from './csv-row';
