/** PostgreSQL: data source, statements, units of work, outbox and inbox, migrations. */
export * from './statement';
export * from './json-instants';
export * from './combiner';
export * from './database';
export * from './database.module';
export * from './data-source-options';
export * from './transaction';
export * from './unit-of-work';
export * from './savepoint';
export { keptRefusal } from './kept-refusal';
export * from './sql-errors';
export * from './outbox';
export { onCommitted } from './committed-events';
export * from './outbox.entity';
export * from './outbox-signal';
export * from './inbox';
export * from './idempotency-key.entity';
export * from './migrate';
