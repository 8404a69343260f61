/** Jobs that have used up their tries: kept in PostgreSQL, retried or discarded by admins. */
export * from './dead-letters.module';
export * from './without-secrets';
