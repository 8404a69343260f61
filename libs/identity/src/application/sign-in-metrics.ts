import { Counter } from 'prom-client';

export const signIns = new Counter({
  name: 'sign_ins_total',
  help: 'Attempts to sign in, by method and outcome (succeeded, failed).',
  labelNames: ['method', 'outcome'] as const,
});
