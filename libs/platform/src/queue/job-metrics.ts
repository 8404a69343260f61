import { Counter, Histogram } from 'prom-client';

export const jobsTotal = new Counter({
  name: 'jobs_total',
  help: 'Tries of jobs by queue, name and outcome (completed, postponed, retried, dead).',
  labelNames: ['queue', 'name', 'outcome'] as const,
});

export const jobSeconds = new Histogram({
  name: 'job_seconds',
  help: 'How long a try of a job took.',
  labelNames: ['queue', 'name'] as const,
  buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
});

export const jobsPutBack = new Counter({
  name: 'jobs_put_back_total',
  help: 'Jobs by queue that Redis had lost and that were put back from the outbox.',
  labelNames: ['queue'] as const,
});
