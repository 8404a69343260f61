import { Counter, Gauge } from 'prom-client';

export const liveSockets = new Gauge({
  name: 'live_sockets',
  help: 'Open sockets by door.',
  labelNames: ['door'] as const,
});

export const liveDeliveries = new Counter({
  name: 'live_deliveries_total',
  help: 'Messages written to sockets, by door.',
  labelNames: ['door'] as const,
});

export const liveEnded = new Counter({
  name: 'live_ended_total',
  help: 'Sockets that the server has ended, by reason.',
  labelNames: ['reason'] as const,
});
