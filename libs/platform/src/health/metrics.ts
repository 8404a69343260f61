import { Counter, register, type Gauge } from 'prom-client';
import { RequestDurations } from './request-durations';

/** Metric objects are made once a process, also where tests start several applications in one. */
function once<T>(name: string, make: () => T): T {
  return (register.getSingleMetric(name) as T | undefined) ?? make();
}

/** How long requests took. */
export const httpMetrics = once(
  'http_request_duration_seconds',
  () =>
    new RequestDurations(
      {
        name: 'http_request_duration_seconds',
        help: 'Time from the first byte of a request to the last of its answer, by route.',
      },
      [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    ),
);

export const rateLimitHits = once(
  'rate_limit_hits_total',
  () =>
    new Counter({
      name: 'rate_limit_hits_total',
      help: 'Requests refused by a rate limit.',
      labelNames: ['bucket'],
    }),
);

/**
 * Has gauges read as they are asked for. They belong to the process, and the newest application of it answers for them:
 * tests have several.
 */
export function answeredBy(gauges: readonly Gauge[], read: () => Promise<void> | void): void {
  for (const gauge of gauges) Object.assign(gauge, { collect: read });
}
