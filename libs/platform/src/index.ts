/**
 * The platform: what every feature stands on and none writes again. It knows no feature.
 */
export * from './access';
export * from './config';
export * from './context';
export * from './logging';
export * from './database';
export * from './audit';
export * from './cache';
export * from './crypto';
export * from './outgoing';
export * from './health';
export * from './queue';
export * from './storage';
export * from './jobs';
export * from './dead-letters';
export * from './personal';
export * from './mail';
export * from './http';
export * from './listing';
export * from './realtime';
export * from './figures';
export * from './queue-board';
export * from './csv';
export * from './priority';
export * from './openapi';
export * from './asyncapi';
