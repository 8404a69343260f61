/** Runs in a thread of its own (see piscina-schedule-threads.ts). The bundler makes one file of it and the scheduler. */
export { scheduleText } from '../../domain/plans/schedule-text';
