/**
 * The contracts: closed, typed maps of what passes between processes and to clients. Names and shapes
 * only; nothing here does anything, and nothing here imports Nest.
 */
export * from './audit-actions';
export * from './error-codes';
export * from './permissions';
export * from './domain-events';
export * from './jobs';
export * from './live-messages';
export * from './notifications';
export * from './tiers';
export * from './second-factor-changes';
export * from './teams';
