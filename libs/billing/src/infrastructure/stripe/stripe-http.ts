import type Stripe from 'stripe';
import type { OutgoingAnswer, OutgoingClient } from '@almanac/platform';

type HttpClient = NonNullable<NonNullable<ConstructorParameters<typeof Stripe>[1]>['httpClient']>;
type MakeRequest = HttpClient['makeRequest'];
type HttpResponse = Awaited<ReturnType<MakeRequest>>;

const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/**
 * Stripe's library over the one way out (ADR 94): its calls have our time-outs, tries, circuit breaker and metrics, and
 * none of its own. Tries are safe: every POST has an idempotency key, and the others may be repeated.
 */
export class StripeHttp implements HttpClient {
  constructor(
    private readonly outgoing: OutgoingClient,
    private readonly timeoutMs: number,
  ) {}

  getClientName(): string {
    return 'almanac';
  }

  async makeRequest(...[host, port, path, method, headers, body, protocol]: Parameters<MakeRequest>) {
    const answer = await this.outgoing.send({
      service: 'stripe',
      addresses: 'configured',
      method: methodOf(method),
      url: `${protocol}://${host}:${port}${path}`,
      headers: plain(headers),
      ...(body === '' ? {} : { body }),
      timeoutMs: this.timeoutMs,
      retry: true,
      maxAnswerBytes: MAX_ANSWER_BYTES,
    });
    return new Response(answer);
  }
}

class Response implements HttpResponse {
  constructor(private readonly answer: OutgoingAnswer) {}

  getStatusCode(): number {
    return this.answer.status;
  }

  getHeaders(): Record<string, string> {
    return this.answer.headers;
  }

  getRawResponse(): unknown {
    return {};
  }

  toStream(): unknown {
    throw new Error('Nothing of Stripe is streamed');
  }

  toJSON(): Promise<unknown> {
    return Promise.resolve().then(() => JSON.parse(this.answer.body) as unknown);
  }
}

function methodOf(method: string): 'GET' | 'POST' | 'DELETE' {
  if (method === 'GET' || method === 'POST' || method === 'DELETE') return method;
  throw new Error(`Stripe has no ${method}`);
}

/** Our client counts the length of a body by itself. */
function plain(headers: Parameters<MakeRequest>[4]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.toLowerCase() !== 'content-length')
      .map(([name, value]) => [name, String(value)]),
  );
}
