import { setTimeout as sleep } from 'node:timers/promises';
import type Stripe from 'stripe';
import type { OutgoingAnswer, OutgoingClient, RequestContext } from '@almanac/platform';

type HttpClient = NonNullable<NonNullable<ConstructorParameters<typeof Stripe>[1]>['httpClient']>;
type MakeRequest = HttpClient['makeRequest'];
type HttpResponse = Awaited<ReturnType<MakeRequest>>;

const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
/** While another call with the same key, or to the same object, is under way (docs.stripe.com/error-low-level). */
const PAUSES_MS = [100, 200, 400, 800];

/**
 * Stripe's library over the one way out (ADR 94): its calls have our time-outs, tries, circuit breaker and metrics, and
 * none of its own. Tries are safe: what makes or changes something has an idempotency key, and all else may be repeated.
 */
export class StripeHttp implements HttpClient {
  constructor(
    private readonly outgoing: OutgoingClient,
    private readonly context: RequestContext,
    private readonly timeoutMs: number,
  ) {}

  getClientName(): string {
    return 'almanac';
  }

  async makeRequest(...request: Parameters<MakeRequest>): Promise<HttpResponse> {
    for (let tried = 0; ; tried += 1) {
      const answer = await this.send(...request);
      const pause = PAUSES_MS[tried];
      if (answer.status !== 409 || pause === undefined) return new Response(answer);
      await sleep(pause);
    }
  }

  private send(
    ...[host, port, path, method, headers, body, protocol]: Parameters<MakeRequest>
  ): Promise<OutgoingAnswer> {
    return this.outgoing.send(this.context, {
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

  /**
   * Only what may be an answer of Stripe's goes on to its library, which ends the whole process where it is given a number
   * or a text: a proxy in between says anything. Where this throws, the library says that Stripe is in trouble.
   */
  toJSON(): Promise<unknown> {
    return Promise.resolve().then(() => {
      const read: unknown = JSON.parse(this.answer.body);
      if (!isAnswer(read, this.answer.status)) throw new Error('That is no answer of Stripe’s');
      return read;
    });
  }
}

/** An error, an object with its id, or a list of such (docs.stripe.com/api). */
function isAnswer(read: unknown, status: number): boolean {
  if (!isRecord(read)) return false;
  if (status >= 300) return isRecord(read['error']);
  if ('error' in read) return false;
  if (Array.isArray(read['data'])) return read['data'].every(isObject);
  // The page of a portal and the like have ids, too.
  return isObject(read);
}

function isObject(read: unknown): boolean {
  return isRecord(read) && typeof read['id'] === 'string';
}

function isRecord(read: unknown): read is Record<string, unknown> {
  return typeof read === 'object' && read !== null && !Array.isArray(read);
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
