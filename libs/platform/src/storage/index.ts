/** Keeps the bytes of files, on a disk or in a bucket, and gives them out. What they belong to, features know. */
export * from './file-storage';
export * from './file-name';
export * from './media-types';
export * from './send-stored';
export * from './storage.module';
export * from './local/local-storage';
export * from './exact-size';
export * from './gcs/gcs-storage';
export * from './s3/s3-storage';
