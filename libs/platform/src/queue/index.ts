/** Queues: typed jobs over Bull, the outbox relay, and where domain events go. */
export * from './job-handler';
export * from './event-router';
export * from './job-queue';
export * from './job-runner';
export * from './job-schedules';
export * from './outbox-cursor';
export * from './postpone-job';
export * from './outbox-relay';
export * from './queue-keys';
export * from './queue-policy';
export * from './queue.module';
export * from './relay-news';
export * from './wakeup';
export { discoverRouters } from './discovery';
export { messageText } from './relay-batch';
export type { QueueDepth } from './queue-depths';
