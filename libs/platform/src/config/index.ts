/** Configuration: the one place that reads the environment. */
export * from './config';
export * from './config.module';
export * from './config-docs';
export * from './limit-shutdown';
export * from './start-error';
