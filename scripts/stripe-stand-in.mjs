#!/usr/bin/env node
/**
 * `npm run stripe:stand-in [-- --port 4242 --webhook-url http://127.0.0.1:3000/api/v1/billing/webhook]`: a stand-in for
 * Stripe on this machine, to try billing without an account. It is a part of the tests and of no production build;
 * everything it knows is gone when it ends.
 */
import './launch/node-version.mjs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { report } from './services/index.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4242' },
    'webhook-url': { type: 'string', default: 'http://127.0.0.1:3000/api/v1/billing/webhook' },
  },
});
const require = createRequire(import.meta.url);
// Node loads our TypeScript by it, as the tests do.
require('../test/setup/sources.cjs');

try {
  const { StripeStandIn } = require('../libs/testing/src/stripe/index.ts');
  const standIn = await StripeStandIn.start({
    port: Number(values.port),
    webhookUrl: values['webhook-url'],
    webhookRetryAfter: [2000, 10_000, 60_000],
  });
  standIn.seedPlans();
  const settings = Object.entries(standIn.settings).map(([name, value]) => `${name}=${value}`);
  console.log(`A stand-in for Stripe listens at ${standIn.url}. Put this into .env, and start Almanac:

${settings.join('\n')}

It has the plans of Almanac, and sends its webhooks to ${values['webhook-url']}.
Time is moved on, and webhooks are sent again, at ${standIn.url}/. Ctrl+C ends it.`);
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => void standIn.stop().then(() => process.exit(0)));
} catch (error) {
  report(error);
  process.exitCode = 1;
}
