/** Queues: typed jobs over Bull, and where domain events go. */
export * from './job-handler';
export * from './event-router';
