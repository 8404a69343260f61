/** Jobs that a client can follow, and the files that they make. Which jobs there are, features know. */
export * from './job.entity';
export * from './job-answers';
export * from './job-changes';
export * from './job-runs';
export * from './job-status';
export * from './job-views';
export * from './job-waits';
export * from './followed-jobs';
export * from './followed-job.handler';
export * from './export-files';
export * from './download-gate';
export * from './download-links';
export * from './expire-exports.processor';
export * from './jobs.module';
export { JobCreatedDto, JobProblemDto } from './job.dto';
