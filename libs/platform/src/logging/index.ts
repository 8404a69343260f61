/** Logging: pino, one line a request, secrets redacted. */
export * from './logger';
export * from './logging.module';
