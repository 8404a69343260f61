/** Redis: connections, the states of sign-ins, the counts of requests. Nothing here is the only copy of anything. */
export * from './redis';
export * from './state-cache';
export * from './gate';
export * from './local-window';
export * from './cache.module';
