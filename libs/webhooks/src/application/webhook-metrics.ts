import { Counter } from 'prom-client';

export const deliveryTries = new Counter({
  name: 'webhook_tries_total',
  help: 'Tries of webhook deliveries by outcome: delivered, failed.',
  labelNames: ['outcome'] as const,
});

export const webhooksDisabled = new Counter({
  name: 'webhooks_disabled_total',
  help: 'Webhooks that were switched off, by reason: failing, gone.',
  labelNames: ['reason'] as const,
});
