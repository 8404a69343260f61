import { Counter, Gauge, Histogram } from 'prom-client';

export const circuitState = new Gauge({
  name: 'outgoing_circuit_state',
  help: 'State of the circuit of a service, or of the worst of its peers, in whatever process is worst: 0 closed, 1 half-open, 2 open.',
  labelNames: ['service'] as const,
});

export const circuitChanges = new Counter({
  name: 'outgoing_circuit_changes_total',
  help: 'How often circuits came into a state; those of single peers, such as webhooks, together.',
  labelNames: ['service', 'state'] as const,
});

export const outgoingSeconds = new Histogram({
  name: 'outgoing_request_seconds',
  help: 'Time of calls to the outside, by service and outcome: 2xx to 5xx, timeout, failed, refused, circuit-open.',
  labelNames: ['service', 'outcome'] as const,
  buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
});
