import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';

type Thing = Record<string, unknown> & { id: string };

/**
 * Another stand-in for Stripe, as somebody might write one in an hour: ids of its own kind, objects with no more than the
 * least and with fields that nobody knows, shapes of before 2025, no filter but the customer. What works with the
 * faithful one must not depend on all that.
 */
export class FrugalStripe {
  readonly secret = 'whsec_frugal';
  readonly things = new Map<string, Thing>();
  private readonly server: Server = createServer((request, response) => {
    void answerTo(request, (method, path, form) => this.answer(method, path, form)).then((answer) => {
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(answer ?? { error: { type: 'invalid_request_error', code: 'resource_missing' } }),
      );
    });
  });
  private count = 0;

  static async start(): Promise<FrugalStripe> {
    const stripe = new FrugalStripe();
    await new Promise<void>((resolve) => stripe.server.listen(0, '127.0.0.1', resolve));
    return stripe;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  get settings() {
    const { port } = this.server.address() as AddressInfo;
    return {
      STRIPE_SECRET_KEY: 'any-key',
      STRIPE_API_URL: `http://127.0.0.1:${port}`,
      STRIPE_WEBHOOK_SECRET: this.secret,
    };
  }

  put(id: string, more: object = {}): Thing {
    const thing = { ...this.things.get(id), id, ...more, a_field_that_nobody_knows: { deep: [1] } };
    this.things.set(id, thing);
    return thing;
  }

  /** Sends an event as it is given, signed. */
  async send(url: string, event: object): Promise<number> {
    const body = JSON.stringify({ id: `EVENT-${(this.count += 1)}`, ...event });
    const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret: this.secret });
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
    return (await fetch(url, { method: 'POST', headers, body })).status;
  }

  private answer(method: string, path: string, form: URLSearchParams): object | undefined {
    const [, , kind = '', one, deed] = path.split('/');
    if (kind === 'prices') return list(SOLD.map(([key, id]) => ({ id, lookup_key: key, unit_amount: 900 })));
    if (kind === 'billing_portal') return { id: 'portal', url: 'http://stripe.example/portal' };
    if (kind === 'checkout') return this.session(method, path.split('/')[4], path.split('/')[5], form);
    if (method === 'GET' && one === undefined) return list(this.all(kind, form.get('customer')));
    if (method === 'POST' && one === undefined) return this.put(`${kind}-${(this.count += 1)}`);
    if (one === undefined || deed !== undefined || !this.things.has(one)) return undefined;
    if (method === 'DELETE') return this.put(one, { status: 'canceled' });
    const ends = form.get('cancel_at_period_end');
    return this.put(one, ends === null ? {} : { cancel_at_period_end: ends === 'true' });
  }

  private session(method: string, id: string | undefined, deed: string | undefined, form: URLSearchParams) {
    if (method === 'GET' || deed !== undefined) return id === undefined ? undefined : this.things.get(id);
    const made = `SESSION-${(this.count += 1)}`;
    return this.put(made, { url: `http://stripe.example/${made}`, customer: form.get('customer') });
  }

  private all(kind: string, of: string | null): Thing[] {
    return [...this.things.values()]
      .filter(({ id }) => id.startsWith(kind))
      .filter(({ customer }) => of === null || customer === of)
      .reverse();
  }
}

const SOLD = [
  ['almanac_premium_month', 'silver'],
  ['almanac_premium_year', 'silver-by-the-year'],
  ['almanac_enterprise_month', 'gold'],
  ['almanac_enterprise_year', 'gold-by-the-year'],
] as const;

function list(data: object[]): object {
  return { data, has_more: false };
}

async function answerTo(
  request: IncomingMessage,
  answer: (method: string, path: string, form: URLSearchParams) => object | undefined,
): Promise<object | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { pathname, search } = new URL(request.url ?? '/', 'http://stripe.example');
  const form = new URLSearchParams(`${search.slice(1)}&${Buffer.concat(chunks).toString('utf8')}`);
  return answer(request.method ?? 'GET', pathname, form);
}
