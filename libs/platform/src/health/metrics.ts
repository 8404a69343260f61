import { Counter, Histogram, register } from 'prom-client';

/** Metric objects are made once a process, also where tests start several applications in one. */
function once<T>(name: string, make: () => T): T {
  return (register.getSingleMetric(name) as T | undefined) ?? make();
}

const duration = once(
  'http_request_duration_seconds',
  () =>
    new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last of its answer, by route.',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    }),
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

/** A histogram for each route and outcome, found by one look-up: labels would be sorted and joined each time. */
const children = new Map<string, { observe(seconds: number): void }>();

export const httpMetrics = {
  /** Seconds. Routes are those that are registered, so there are few of them. */
  observe(method: string, route: string, status: number, seconds: number): void {
    const key = `${method} ${route} ${status}`;
    let child = children.get(key);
    if (!child) {
      child = duration.labels({ method, route, status: String(status) });
      children.set(key, child);
    }
    child.observe(seconds);
  },
};
