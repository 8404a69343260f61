/** The part of s3rver that the tests use; it has no types of its own. */
declare module 's3rver' {
  // eslint-disable-next-line no-restricted-syntax -- so it is exported there
  export default class S3rver {
    constructor(options: {
      port: number;
      address: string;
      silent: boolean;
      directory: string;
      configureBuckets: { name: string }[];
    });
    run(): Promise<{ port: number }>;
    close(): Promise<void>;
  }
}
