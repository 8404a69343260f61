/** Health, readiness and metrics. */
export * from './health.service';
export * from './health.controller';
export * from './metrics';
export * from './process-metrics';
export * from './health.module';
export * from './worker-health.module';
