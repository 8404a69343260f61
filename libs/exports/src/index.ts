/**
 * Exports: planners as files, and the way that all exports take: asked for, made in the worker, fetched by a link. It
 * must never show anybody what they may not see at that moment, nor hold a whole planner in memory.
 */
export type * from './domain/planner-document';
export type * from './domain/planner-writer';
