/** Bull Board at /admin/queues, for admins. */
export * from './queue-board';
export * from './queue-board.module';
